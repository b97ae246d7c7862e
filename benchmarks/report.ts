import { cpus, loadavg, totalmem } from 'node:os';

/** One figure and what it is measured against; an aim is printed, never asserted. */
export type Figure = Readonly<{
  name: string;
  value: number;
  unit: string;
  aim?: Readonly<{ atLeast: number } | { below: number }>;
}>;

export type Section = Readonly<{ title: string; how: string; figures: readonly Figure[] }>;

/** Where the figures come from: without it they say nothing. */
export type Conditions = Readonly<{
  machine: string;
  /** Processes that wanted to run in the last minute: above the number of processors they shared. */
  load: number;
  node: string;
  date: string;
}>;

export const conditionsNow = (): Conditions => {
  const processors = cpus();
  const memory = Math.round(totalmem() / 1024 ** 3);
  const model = processors[0]?.model.trim() ?? 'unknown processor';
  return {
    machine: `${processors.length} × ${model}, ${memory} GiB, ${process.platform} ${process.arch}`,
    load: loadavg()[0] ?? 0,
    node: process.version,
    date: new Date().toISOString(),
  };
};

const shown = (value: number): string => {
  if (!Number.isFinite(value)) return 'none';
  const digits = Math.abs(value) >= 100 ? 0 : 2;
  return value.toLocaleString('en-US', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
};

const aimOf = ({ aim, value }: Figure): string => {
  if (aim === undefined) return '';
  if ('atLeast' in aim)
    return `  aim ≥ ${shown(aim.atLeast)}  ${value >= aim.atLeast ? 'reached' : 'not reached'}`;
  return `  aim < ${shown(aim.below)}  ${value < aim.below ? 'reached' : 'not reached'}`;
};

const figureLine = (figure: Figure): string =>
  `  ${figure.name.padEnd(52)} ${shown(figure.value).padStart(12)} ${figure.unit.padEnd(10)}${aimOf(figure)}`;

/** A section as lines of text. */
export const sectionLines = ({ title, how, figures }: Section): readonly string[] => [
  '',
  title,
  `  ${how}`,
  ...figures.map(figureLine),
];

/** The conditions as lines of text. */
export const conditionLines = ({ machine, load, node, date }: Conditions): readonly string[] => [
  `machine  ${machine}`,
  `load     ${shown(load)} before the run`,
  `node     ${node}`,
  `date     ${date}`,
];
