// Draws glTF files side by side on one sheet, in a headless browser with three.js: what picture_body calls.
//   render_sheet([{ glb, caption, variant, azimuth_rad, elevation_rad, at, width_m }], { columns, cell_width, cell_height, out })
// azimuth 0 looks from the feet end (prone) or from behind (seated); `at` is the middle of the view in the file's metres.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const kWeb = fileURLToPath(new URL('../web/', import.meta.url));
const require_web = createRequire(path.join(kWeb, 'package.json'));
const kOrigin = 'http://picture.invalid';
const kChromium = process.env.UNKNOT_CHROMIUM ?? '/usr/bin/chromium';

const kPage = `<!doctype html><meta charset="utf-8">
<script type="importmap">{"imports":{"three":"${kOrigin}/three/build/three.module.js","three/addons/":"${kOrigin}/three/examples/jsm/"}}</script>
<body style="margin:0;background:#efe7dc"><script type="module">
import * as THREE from 'three';
import { GLTFLoader } from 'three/addons/loaders/GLTFLoader.js';
const renderer = new THREE.WebGLRenderer({ antialias: true, preserveDrawingBuffer: true });
renderer.shadowMap.enabled = true;
renderer.shadowMap.type = THREE.PCFShadowMap;
renderer.toneMapping = THREE.ACESFilmicToneMapping;
renderer.toneMappingExposure = 1.05;
const cache = new Map();
window.draw = async (job, width, height) => {
  renderer.setSize(width, height);
  if (!cache.has(job.glb)) cache.set(job.glb, await new GLTFLoader().loadAsync('${kOrigin}/glb/' + encodeURIComponent(job.glb)));
  const file = cache.get(job.glb);
  const body = file.scene;
  const names = file.userData.gltfExtensions?.KHR_materials_variants?.variants ?? [];
  const wanted = names.findIndex((one) => one.name === job.variant);
  const parts = [];
  body.traverse((part) => { part.castShadow = true; part.receiveShadow = true; if (part.isMesh) parts.push(part); });
  for (const part of parts) {
    const mapping = part.userData.gltfExtensions?.KHR_materials_variants?.mappings.find((one) => one.variants.includes(wanted));
    if (mapping) part.material = await file.parser.getDependency('material', mapping.material);
  }
  const scene = new THREE.Scene();
  scene.background = new THREE.Color(0xefe7dc);
  scene.add(body);
  scene.add(new THREE.HemisphereLight(0xfff6ea, 0x8a7c70, 1.15));
  const box = new THREE.Box3().setFromObject(body);
  const middle = box.getCenter(new THREE.Vector3());
  const at = job.at ? new THREE.Vector3(...job.at) : middle;
  const floor = new THREE.Mesh(new THREE.PlaneGeometry(12, 12), new THREE.MeshStandardMaterial({ color: 0xe3d8ca, roughness: 1 }));
  floor.rotation.x = -Math.PI / 2;
  floor.position.set(middle.x, box.min.y, middle.z);
  floor.receiveShadow = true;
  scene.add(floor);
  const lamp = (x, y, z, power, shadow) => {
    const light = new THREE.DirectionalLight(0xfff1e0, power);
    light.position.copy(middle).add(new THREE.Vector3(x, y, z));
    light.target.position.copy(middle);
    if (shadow) {
      light.castShadow = true;
      light.shadow.mapSize.set(2048, 2048);
      Object.assign(light.shadow.camera, { left: -1.4, right: 1.4, top: 1.4, bottom: -1.4, near: 0.1, far: 8 });
      light.shadow.normalBias = 0.012;
      light.shadow.radius = 5;
    }
    scene.add(light, light.target);
  };
  lamp(-1.9, 1.5, -1.2, 2.1, true);
  lamp(2.2, 1.2, 1.6, 0.55, false);
  const camera = new THREE.PerspectiveCamera(20, width / height, 0.1, 30);
  const away = job.width_m / 2 / Math.tan(10 * Math.PI / 180) / camera.aspect;
  const e = job.elevation_rad;
  camera.position.copy(at).add(new THREE.Vector3(
    away * Math.cos(e) * Math.sin(job.azimuth_rad), away * Math.sin(e), away * Math.cos(e) * Math.cos(job.azimuth_rad)));
  if (e > 1.5) camera.up.set(0, 0, -1);
  camera.lookAt(at);
  renderer.render(scene, camera);
  scene.remove(body);
  return renderer.domElement.toDataURL('image/png');
};
window.ready = true;
</script>`;

export async function render_sheet(jobs, { columns, cell_width, cell_height, out, title = '' }) {
  const { chromium } = await import(pathToFileURL(require_web.resolve('playwright-core')).href.replace(/index\.js$/, 'index.mjs'));
  const browser = await chromium.launch({
    executablePath: kChromium,
    args: ['--no-sandbox', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist', '--no-first-run'],
  });
  const page = await browser.newPage();
  page.on('pageerror', (error) => { throw error; });
  await page.route(`${kOrigin}/**`, (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === '/') return route.fulfill({ contentType: 'text/html', body: kPage });
    if (pathname.startsWith('/three/')) return route.fulfill({ contentType: 'text/javascript', body: readFileSync(path.join(kWeb, 'node_modules', pathname)) });
    if (pathname.startsWith('/glb/')) return route.fulfill({ contentType: 'model/gltf-binary', body: readFileSync(decodeURIComponent(pathname.slice(5))) });
    return route.fulfill({ status: 404, body: '' });
  });
  await page.goto(`${kOrigin}/`);
  await page.waitForFunction(() => window.ready);
  const cells = [];
  for (const job of jobs) {
    const image = await page.evaluate(([one, w, h]) => window.draw(one, w, h), [job, cell_width, cell_height]);
    cells.push(`<figure><img src="${image}"><figcaption>${job.caption}</figcaption></figure>`);
  }
  const sheet = await browser.newPage({ viewport: { width: columns * (cell_width + 12) + 24, height: 100 } });
  await sheet.setContent(`<style>body{margin:0;padding:12px;background:#efe7dc;font:15px system-ui,sans-serif;color:#463c33}
    main{display:grid;grid-template-columns:repeat(${columns},${cell_width}px);gap:12px}
    figure{margin:0}img{width:100%;display:block;border-radius:8px}figcaption{padding:4px 2px 0;text-align:center}h1{font-size:18px;margin:2px 4px 10px;font-weight:600}</style>
    ${title ? `<h1>${title}</h1>` : ''}<main>${cells.join('')}</main>`);
  writeFileSync(out, await sheet.screenshot({ fullPage: true }));
  await browser.close();
}
