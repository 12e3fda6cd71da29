// Loads the module in node, screens and plans the desk worker, and stops the cancer history.
'use strict';
const fs = require('fs');
const path = require('path');

const [modulePath, root] = process.argv.slice(2);

function knowledge(folder, prefix = '') {
  const texts = {};
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const name = prefix + entry.name;
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) Object.assign(texts, knowledge(full, name + '/'));
    else if (name.endsWith('.toml')) texts[name] = fs.readFileSync(full, 'utf8');
  }
  return texts;
}

require(path.resolve(modulePath))().then((module) => {
  const call = (request) => {
    // By malloc, not on the stack: the knowledge alone is larger than the stack is deep.
    const words = JSON.stringify(request);
    const size = module.lengthBytesUTF8(words) + 1;
    const given = module._malloc(size);
    module.stringToUTF8(words, given, size);
    const pointer = module._unknot_call(given);
    module._free(given);
    const text = module.UTF8ToString(pointer);
    module._unknot_free(pointer);
    const document = JSON.parse(text);
    if (document.error) throw new Error(request.verb + ': ' + JSON.stringify(document.error));
    return document;
  };
  call({ verb: 'load', knowledge: knowledge(path.join(root, 'knowledge')) });
  const codex = call({ verb: 'codex', now: '2026-11-22T20:00:00+00:00' });
  if (!codex.techniques.every((technique) => technique.demo.length || !technique.who.length)) throw new Error('a technique without a demonstration');
  const read = (name) => fs.readFileSync(path.join(root, 'examples', name), 'utf8');
  const now = '2026-11-22T20:00:00+00:00';
  const desk = call({ verb: 'plan', now, case: read('desk_worker.toml') });
  if (desk.refused || desk.strokes.length < 10) throw new Error('the desk worker got no massage');
  const cancer = call({ verb: 'plan', now, case: read('cancer_history.toml') });
  if (!cancer.refused || cancer.strokes.length) throw new Error('the cancer history was not stopped');
  console.log('wasm: desk worker ' + desk.strokes.length + ' strokes, cancer history ' + cancer.report.verdict);
}).catch((error) => { console.error(error); process.exit(1); });
