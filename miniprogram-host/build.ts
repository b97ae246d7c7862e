import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileTemplates, filesIn, manifestModule, toCss } from './compile.js';

const require = createRequire(import.meta.url);
const here = dirname(fileURLToPath(import.meta.url));
const root = process.cwd();
const source = join(root, 'miniprogram');
/** For browsers, and for tests in a document that is none. */
const web = join(here, '..', 'miniprogram-web');
/** For WeChat's developer tools and CI, where the TypeScript plugin is not wanted. */
const devtools = join(here, '..', 'miniprogram-devtools');

const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');
const compile = (project: string, outDir: string): void =>
  void execFileSync(process.execPath, [tsc, '-p', join(root, project), '--outDir', outDir], {
    stdio: 'inherit',
  });

const put = (file: string, content: string): void => {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
};

/** The framework, as modules that a browser finds without a bundler. */
const frameworkModules = {
  'glass-easel': 'dist/glass_easel.all.es.js',
  'glass-easel-miniprogram-adapter': 'dist/glass_easel_miniprogram_adapter.es.js',
};

const withLocalImports = (code: string, vendor: string): string =>
  Object.keys(frameworkModules).reduce(
    (text, name) =>
      text.replaceAll(new RegExp(`from\\s*(["'])${name}\\1`, 'g'), `from "${vendor}${name}.js"`),
    code,
  );

const buildWeb = (): void => {
  rmSync(web, { recursive: true, force: true });
  compile('miniprogram/tsconfig.web.json', web);
  const host = join(web, 'host');
  compile('miniprogram-host/browser/tsconfig.json', host);
  for (const file of filesIn(host, '.js')) {
    const path = join(host, file);
    writeFileSync(path, withLocalImports(readFileSync(path, 'utf8'), '../vendor/'));
  }
  for (const [name, file] of Object.entries(frameworkModules)) {
    const path = join(dirname(require.resolve(`${name}/package.json`)), file);
    const code = readFileSync(path, 'utf8').replace(/\n\/\/# sourceMappingURL=.*/, '');
    put(join(web, 'vendor', `${name}.js`), withLocalImports(code, './'));
  }
  put(join(web, 'templates.js'), compileTemplates(source));
  put(join(web, 'manifest.js'), manifestModule(source));
  for (const file of filesIn(source, '.wxss'))
    put(
      join(web, file.replace(/\.wxss$/, '.css')),
      toCss(readFileSync(join(source, file), 'utf8')),
    );
};

const buildDevtools = (): void => {
  rmSync(devtools, { recursive: true, force: true });
  compile('miniprogram/tsconfig.json', devtools);
  for (const ending of ['.wxml', '.wxss', '.json'])
    for (const file of filesIn(source, ending).filter((name) => !name.startsWith('tsconfig'))) {
      mkdirSync(dirname(join(devtools, file)), { recursive: true });
      copyFileSync(join(source, file), join(devtools, file));
    }
  const config = JSON.parse(readFileSync(join(source, 'project.config.json'), 'utf8')) as {
    setting: Record<string, unknown>;
  };
  delete config.setting['useCompilerPlugins'];
  put(join(devtools, 'project.config.json'), `${JSON.stringify(config, null, 2)}\n`);
};

buildWeb();
buildDevtools();
