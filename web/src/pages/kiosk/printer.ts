/** The papers that kiosks print on, in millimetres. */
export type Paper = 58 | 80;
export type Printing = Readonly<{ on: boolean; paper: Paper }>;

const pixelsPerMm = 96 / 25.4;
/** The cutter's way, behind the last line. */
const tailMm = 6;

/** `?paper=58|80` and `?print=off` of the address. */
export const printingOf = (search: string): Printing => {
  const query = new URLSearchParams(search);
  return { on: query.get('print') !== 'off', paper: query.get('paper') === '58' ? 58 : 80 };
};

const painted = (): Promise<void> =>
  new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())));

let sheet: CSSStyleSheet | null = null;

/** The page is as long as the slip. A sheet of its own: the policy lets in no style that is written. */
const setPage = (paper: Paper, slip: HTMLElement): void => {
  if (sheet === null) {
    sheet = new CSSStyleSheet();
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  }
  const long = Math.ceil(slip.offsetHeight / pixelsPerMm) + tailMm;
  sheet.replaceSync(`@page { size: ${paper}mm ${Math.max(long, paper)}mm; margin: 0; }`);
};

/**
 * Prints the slip once what is on the screen can be seen: a dialog that stays open, or a driver that
 * hangs, must not come before the number.
 * @throws whatever the browser's print throws
 */
export const printSlip = async (paper: Paper, slip: HTMLElement): Promise<void> => {
  await painted();
  setPage(paper, slip);
  window.print();
};
