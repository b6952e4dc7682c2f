// Makes common/assets from common/source: style sheets (Sass), the script (esbuild), fonts and icons, each under a name
// that holds a hash of its content, with gzip and brotli forms beside it, and manifest.json: name → built name.
// sources.sha256 tells tests/frontend_templates/test_assets.py what it was made from. Run by scripts/assets.sh.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import esbuild from "esbuild";
import * as sass from "sass";

const BUILD = dirname(fileURLToPath(import.meta.url));
const COMMON = dirname(BUILD);
const SOURCE = join(COMMON, "source");
const ASSETS = join(COMMON, "assets");
const MODULES = join(BUILD, "node_modules");

const THEMES = ["neutral", "nhs"];
const FONTS = {
  "hyperlegible-latin.woff2": "atkinson-hyperlegible-next-latin-wght-normal.woff2",
  "hyperlegible-latin-ext.woff2": "atkinson-hyperlegible-next-latin-ext-wght-normal.woff2",
};
const COMPRESSED = new Set([".css", ".js", ".svg"]);
const TARGETS = ["chrome109", "edge109", "firefox115", "safari15.6"];

const manifest = {};
const outputs = new Map();

function put(name, content) {
  const bytes = Buffer.from(content);
  const extension = extname(name);
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 10);
  const built = `${basename(name, extension)}.${hash}${extension}`;
  outputs.set(built, bytes);
  if (COMPRESSED.has(extension)) {
    outputs.set(`${built}.gz`, gzipSync(bytes, { level: 9 }));
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    outputs.set(`${built}.br`, brotliCompressSync(bytes, { params }));
  }
  manifest[name] = built;
}

function style(theme) {
  const compiled = sass.compile(join(SOURCE, "styles", `${theme}.scss`), {
    loadPaths: [MODULES],
    quietDeps: true,
    style: "expanded",
  });
  // An address in a style sheet is the name of an asset beside it.
  const linked = compiled.css.replace(/url\("([^"]+)"\)/g, (whole, name) => {
    if (!manifest[name]) throw new Error(`${theme}.scss: no asset ${name}`);
    return `url("${manifest[name]}")`;
  });
  const minified = esbuild.transformSync(linked, { loader: "css", minify: true, target: TARGETS, legalComments: "none" });
  for (const warning of minified.warnings) console.warn(`${theme}: ${warning.text}`);
  return minified.code;
}

function script(name) {
  const built = esbuild.buildSync({
    entryPoints: [join(SOURCE, "scripts", name)],
    bundle: true,
    minify: true,
    format: "iife",
    target: TARGETS,
    write: false,
  });
  return built.outputFiles[0].contents;
}

function files(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? files(path) : [path];
  });
}

function sources() {
  const own = ["build.mjs", "package.json", "package-lock.json"].map((name) => join(BUILD, name));
  const hash = createHash("sha256");
  const named = [...own, ...files(SOURCE)].map((path) => [relative(COMMON, path).replaceAll("\\", "/"), path]);
  for (const [name, path] of named.sort(([one], [other]) => (one < other ? -1 : 1))) {
    hash.update(`${name}\0`).update(readFileSync(path)).update("\0");
  }
  return hash.digest("hex");
}

const fonts = join(MODULES, "@fontsource-variable/atkinson-hyperlegible-next");
for (const [name, file] of Object.entries(FONTS)) put(name, readFileSync(join(fonts, "files", file)));
for (const path of files(join(SOURCE, "icons"))) put(basename(path), readFileSync(path));
for (const theme of THEMES) put(`${theme}.css`, style(theme));
put("site.js", script("site.js"));
const listed = Object.fromEntries(Object.entries(manifest).sort());
outputs.set("manifest.json", `${JSON.stringify(listed, null, 2)}\n`);
outputs.set("sources.sha256", `${sources()}\n`);
outputs.set("OFL.txt", readFileSync(join(fonts, "LICENSE")));

// Only when all could be made: a mistake in a source leaves what is there.
rmSync(ASSETS, { recursive: true, force: true });
mkdirSync(ASSETS);
for (const [name, content] of outputs) writeFileSync(join(ASSETS, name), content);

for (const [name, built] of Object.entries(listed)) {
  const size = (form) => outputs.get(`${built}${form}`)?.length;
  const small = COMPRESSED.has(extname(name)) ? `  ${size(".br")} br  ${size(".gz")} gz` : "";
  console.log(`${name.padEnd(32)} ${String(size("")).padStart(7)} bytes${small}`);
}
