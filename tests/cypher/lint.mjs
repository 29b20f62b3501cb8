// Lint and format of every file in cypher/, without a database: `npm run lint:cypher`. With `-- --fix cypher/tags …` it
// formats the files whose paths begin so.
// Anything the linter says is an error, warnings too: a name or direction that graph/schema.py lacks is a typing slip.
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { formatQuery, lintCypherQuery } from '@neo4j-cypher/language-support';

const [fix, ...folders] = process.argv.slice(2);
const schema = JSON.parse(execFileSync('.venv/bin/python', ['-m', 'graph.schema'], { encoding: 'utf8' }));
const complaints = [];

const files = readdirSync('cypher', { recursive: true }).filter((name) => name.endsWith('.cypher'));
for (const path of files.sort().map((name) => `cypher/${name}`)) {
  const text = readFileSync(path, 'utf8');
  const names = [...text.matchAll(/^\/\/ {3}\$(\w+)/gm)].map((match) => match[1]);
  const parameters = Object.fromEntries(names.map((name) => [name, null]));
  for (const { message, range } of lintCypherQuery(text, { ...schema, parameters }).diagnostics) {
    complaints.push(`${path}:${range.start.line + 1}:${range.start.character + 1}: ${message}`);
  }
  if (path.startsWith('cypher/schema/')) continue; // several statements a file: the formatter takes one
  const formatted = `${formatQuery(text, { maxColumn: 120 }).formattedQuery}\n`;
  if (formatted === text) continue;
  if (fix === '--fix' && folders.some((folder) => path.startsWith(folder))) writeFileSync(path, formatted);
  else complaints.push(`${path}: is not formatted: npm run lint:cypher -- --fix ${path}`);
}

if (complaints.length > 0) {
  console.error(complaints.join('\n'));
  process.exit(1);
}
