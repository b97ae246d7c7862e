import { expect } from 'chai';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { languages } from '../../miniprogram/logic/languages.js';
import { compileTemplates, filesIn, TemplateError, toCss } from '../../miniprogram-host/compile.js';
import { loadedByDevtools } from './devtools.js';
import { openDocument } from './document.js';
import { namesIn } from './wxml.js';

const source = join(process.cwd(), 'miniprogram');
const built = fileURLToPath(new URL('../../miniprogram-devtools/', import.meta.url));
const read = (file: string): string => readFileSync(join(source, file), 'utf8');
const { pages } = JSON.parse(read('app.json')) as { pages: readonly string[] };
const code = filesIn(source, '.ts').map((file) => [file, read(file)] as const);
const templates = pages.map((page) => [page, read(`${page}.wxml`)] as const);

describe('The mini-program’s files', () => {
  it('are four for each page of app.json, and no page is left out of it', () => {
    for (const page of pages)
      for (const ending of ['.ts', '.wxml', '.wxss', '.json'])
        expect(existsSync(join(source, `${page}${ending}`)), `${page}${ending}`).to.equal(true);
    const found = filesIn(source, '.wxml').map((file) => file.replace('.wxml', ''));
    expect(found.toSorted()).to.deep.equal([...pages].toSorted());
  });

  it('begin with the page that messages and codes open', () => {
    expect(pages[0]).to.equal('pages/index/index');
  });

  it('are what WeChat’s developer tools ask for', () => {
    const config = JSON.parse(read('project.config.json')) as Record<string, unknown>;
    expect(config).to.deep.include({ compileType: 'miniprogram', appid: 'touristappid' });
    expect(config['setting']).to.deep.include({ useCompilerPlugins: ['typescript'] });
    const { sitemapLocation } = JSON.parse(read('app.json')) as { sitemapLocation: string };
    expect(existsSync(join(source, sitemapLocation))).to.equal(true);
  });

  it('leave buttons as wide as the pages make them: `style: v2` fixes them at 184 pixels', () => {
    expect(JSON.parse(read('app.json'))).not.to.have.property('style');
  });

  it('lead only to pages that are there', () => {
    for (const [file, text] of code)
      for (const [, target = ''] of text.matchAll(/'\/(pages\/[\w/]+)/g))
        expect(pages, file).to.include(target);
  });

  it('touch `wx` in platform/ alone, so that the logic runs anywhere', () => {
    const touching = code.filter(([, text]) => /\bwx\.\w+\(/.test(text)).map(([file]) => file);
    const allowed = new Set(['pages/ticket/ticket.ts']);
    expect(
      touching.filter((file) => !file.startsWith('platform/') && !allowed.has(file)),
    ).to.deep.equal([]);
  });

  it('are under 2 MB as they are uploaded', () => {
    const bytes = ['.js', '.wxml', '.wxss', '.json'].flatMap((ending) =>
      filesIn(built, ending).map((file) => statSync(join(built, file)).size),
    );
    expect(bytes.length).to.be.greaterThan(30);
    expect(bytes.reduce((sum, size) => sum + size, 0)).to.be.lessThan(2 * 1024 * 1024);
  });
});

describe('The mini-program’s templates', () => {
  it('compile, all of them', () => {
    for (const page of pages) expect(compileTemplates(source)).to.include(`G["${page}"]`);
  });

  it('do not compile when one is broken', () => {
    const dir = mkdtempSync(join(tmpdir(), 'nearturn-wxml-'));
    try {
      writeFileSync(join(dir, 'a.wxml'), '<view wx:if="{{ a + }}">x</view>');
      expect(() => compileTemplates(dir)).to.throw(TemplateError, 'a.wxml');
    } finally {
      rmSync(dir, { recursive: true });
    }
  });

  it('name only handlers and data that their pages have', () => {
    const { definitions } = loadedByDevtools(built);
    for (const [page, wxml] of templates) {
      const definition = definitions.get(page);
      if (definition === undefined) throw new Error(`${page}: no definition`);
      const { handlers, roots } = namesIn(wxml);
      for (const handler of handlers)
        expect(definition[handler], `${page}: ${handler}`).to.be.a('function');
      const data = definition['data'] as object;
      for (const root of roots) expect(data, page).to.have.property(root);
    }
  });

  it('would be caught naming what is not there', () => {
    const named = namesIn(
      '<view wx:for="{{rows}}" bind:tap="go" class="{{a.b ? \'on\' : c}}">{{item.x}} {{t.a.b}}</view>',
    );
    expect(named).to.deep.include({ handlers: ['go'], texts: ['a.b'] });
    expect(named.roots).to.deep.equal(['rows', 'a', 'c', 't']);
  });

  it('listen in the way that runs everywhere: `bind:tap`, not `bindtap`', () => {
    for (const [page, wxml] of templates)
      expect(wxml, page).not.to.match(/\s(?:bind|catch)[a-z]+="/);
  });

  it('use only what the phone of the simulator draws, too', () => {
    const drawn = new Set(['view', 'text', 'button', 'block', 'input']);
    for (const [page, wxml] of templates)
      expect(
        namesIn(wxml).tags.filter((tag) => !drawn.has(tag)),
        page,
      ).to.deep.equal([]);
  });

  it('show only texts that every language has', () => {
    for (const texts of Object.values(languages))
      for (const [page, wxml] of templates)
        for (const path of namesIn(wxml).texts) {
          const [section = '', key = ''] = path.split('.');
          const found = (texts as Readonly<Record<string, Readonly<Record<string, string>>>>)[
            section
          ];
          expect(found?.[key], `${page}: t.${path}`).to.be.a('string');
        }
  });

  it('and the code use every text there is', () => {
    const chosenByCode = new Set([
      ...['problems', 'laterProblems', 'phases', 'phaseHints', 'kinds', 'subscribe'],
      ...['route', 'appointmentStates'],
    ]);
    const ofFollowing = new Set(['live', 'polling', 'trouble']);
    const everything = [...templates, ...code.filter(([file]) => !file.startsWith('i18n/'))]
      .map(([, text]) => text)
      .join('\n');
    for (const [section, texts] of Object.entries(languages.en).filter(
      ([name]) => !chosenByCode.has(name),
    ))
      for (const key of Object.keys(texts).filter((one) => !ofFollowing.has(one)))
        expect(
          new RegExp(`\\.${key}\\b|\\b${key}[,} ]`).test(everything),
          `${section}.${key}`,
        ).to.equal(true);
  });

  it('and styles name only files that are there', () => {
    const named = [
      ...templates.flatMap(([, wxml]) => namesIn(wxml).assets),
      ...filesIn(source, '.wxss').flatMap((file) =>
        [...read(file).matchAll(/url\(["']?([^"')]+)/g)].map(([, url = '']) => url),
      ),
    ];
    for (const asset of named) expect(existsSync(join(source, asset)), asset).to.equal(true);
  });
});

describe('The mini-program’s styles', () => {
  const document = openDocument();
  after(() => document.close());

  for (const file of filesIn(source, '.wxss'))
    it(`${file} is read rule by rule`, () => {
      const wxss = read(file);
      const { rules, faults } = document.styles(toCss(wxss));
      expect(faults).to.deep.equal([]);
      expect(rules.length).to.equal((wxss.match(/\{/g) ?? []).length);
      expect(rules.every((rule) => /\{.*\S.*\}/s.test(rule))).to.equal(true);
    });

  it('measure by the width of the phone', () => {
    expect(toCss('a { margin: -8rpx 1.5rpx; }')).to.equal(
      'a { margin: calc(-8 * var(--rpx, 0.5px)) calc(1.5 * var(--rpx, 0.5px)); }',
    );
  });
});

describe('The mini-program as WeChat’s developer tools build it', () => {
  it('loads: the app, each page, and nothing that is not in the package', () => {
    const { definitions, app, modules } = loadedByDevtools(built);
    expect([...definitions.keys()]).to.deep.equal(pages);
    expect(app).to.have.property('onLaunch');
    expect(modules.length).to.be.greaterThan(20);
  });

  it('brings no `.d.ts`, no map and no settings of the compiler along', () => {
    const all = filesIn(built, '').filter((file) => statSync(join(built, file)).isFile());
    expect(all.filter((file) => !/\.(js|wxml|wxss|json)$/.test(file))).to.deep.equal([]);
    expect(all.filter((file) => file.includes('tsconfig'))).to.deep.equal([]);
  });

  it('is typed by the official typings, which are there', () => {
    const require = createRequire(import.meta.url);
    expect(require.resolve('miniprogram-api-typings/package.json')).to.be.a('string');
    expect(read('tsconfig.json')).to.include('miniprogram-api-typings');
  });
});
