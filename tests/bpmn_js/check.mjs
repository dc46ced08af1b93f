// Opens every .bpmn file of a folder in bpmn-js, in Chromium: no warning, no error, nothing drawn on anything else.
// node check.mjs FOLDER [FILE…]: of the files named, a picture is left beside them.
import fs from 'node:fs';
import path from 'node:path';
import puppeteer from 'puppeteer-core';

const [folder, ...pictures] = process.argv.slice(2);
const executablePath = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
  .find((known) => known && fs.existsSync(known));
if (!executablePath) {
  console.error('No Chromium: apt-get install chromium, or CHROMIUM=/path/to/chrome make bpmn.');
  process.exit(2);
}

// In the page: opens a file, and gives the importer's warnings and what lies on something else as it is really drawn.
async function open(xml) {
  window.viewer?.destroy();
  window.viewer = new BpmnJS({ container: '#canvas' });
  const { warnings } = await window.viewer.importXML(xml);
  const registry = window.viewer.get('elementRegistry');
  const whole = ['bpmn:Process', 'bpmn:Collaboration', 'bpmn:Participant'];
  const elements = registry.filter((element) => !whole.includes(element.type));
  const place = (element) => {
    if (element.type !== 'label') return element;
    const { x, y, width, height } = registry.getGraphics(element).getBBox();
    return { x: element.x + x, y: element.y + y, width, height };
  };
  const shapes = elements.filter((element) => !element.waypoints).map((element) => ({ element, box: place(element) }));
  const apart = (one, other, room) =>
    Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x) <= room ||
    Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y) <= room;
  const wrong = warnings.map((warning) => warning.message);
  shapes.forEach((one, at) => shapes.slice(at + 1).forEach((other) => {
    const attached = one.element.host === other.element || other.element.host === one.element;
    if (!attached && !apart(one.box, other.box, 1)) wrong.push(`${one.element.id} lies on ${other.element.id}`);
  }));
  for (const edge of elements.filter((element) => element.waypoints)) {
    const spared = [edge.source, edge.target, edge.source?.host, edge.target?.host];
    edge.waypoints.slice(1).forEach((to, at) => {
      const from = edge.waypoints[at];
      const line = { x: Math.min(from.x, to.x), y: Math.min(from.y, to.y), width: Math.abs(from.x - to.x), height: Math.abs(from.y - to.y) };
      if (line.width && line.height) wrong.push(`${edge.id} runs askew`);
      for (const { element, box } of shapes) {
        if (!spared.includes(element) && !apart(box, { ...line, width: line.width + 2, height: line.height + 2 }, 2)) {
          wrong.push(`${edge.id} runs through ${element.id}`);
        }
      }
    });
  }
  window.viewer.get('canvas').zoom('fit-viewport');
  return { wrong, elements: elements.length };
}

const browser = await puppeteer.launch({ executablePath, args: ['--no-sandbox'] });
const page = await browser.newPage();
const said = [];
page.on('pageerror', (error) => said.push(String(error)));
page.on('console', (message) => ['error', 'warn'].includes(message.type()) && said.push(message.text()));
await page.setViewport({ width: 1800, height: 1100 });
await page.setContent('<div id="canvas" style="width: 1800px; height: 1100px"></div>');
await page.addScriptTag({ path: path.join(import.meta.dirname, 'node_modules/bpmn-js/dist/bpmn-viewer.development.js') });

const files = fs.readdirSync(folder).filter((file) => file.endsWith('.bpmn')).sort();
let elements = 0;
let bad = 0;
for (const file of files) {
  const found = await page.evaluate(open, fs.readFileSync(path.join(folder, file), 'utf8'));
  const wrong = [...found.wrong, ...said.splice(0)];
  elements += found.elements;
  bad += wrong.length > 0;
  if (wrong.length) console.log(file, wrong.slice(0, 5));
  if (pictures.includes(file)) await page.screenshot({ path: path.join(folder, `${file}.png`) });
}
await browser.close();
console.log(`${files.length} files with ${elements} elements opened in bpmn-js, ${bad} with something wrong`);
process.exit(bad || !files.length ? 1 : 0);
