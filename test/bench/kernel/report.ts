import type { Figure } from './measure.ts';

export interface Row {
  readonly name: string;
  readonly figure: Figure;
  /** The same without the kernel, in the same minutes. */
  readonly floor?: Figure;
  /** What the figure may be at most; of the part above the floor where there is one. */
  readonly bar?: number;
}

export interface Section {
  readonly title: string;
  readonly unit: string;
  readonly rows: readonly Row[];
}

/** The part of a row that its bar is about. */
export function ownPart({ figure, floor }: Row): number {
  return figure.median - (floor?.median ?? 0);
}

export function print(sections: readonly Section[]): void {
  for (const { title, unit, rows } of sections) {
    console.log(`\n${title}, ${unit}`);
    line(['', 'median', 'range', 'floor', 'own', 'bar']);
    for (const row of rows) {
      const { figure, floor, bar } = row;
      const missed = bar !== undefined && ownPart(row) > bar;
      line([
        row.name,
        digits(figure.median),
        `${digits(figure.low)}–${digits(figure.high)}`,
        floor === undefined ? '' : digits(floor.median),
        floor === undefined ? '' : digits(ownPart(row)),
        bar === undefined ? '' : String(bar),
        missed ? '  missed' : '',
      ]);
    }
  }
}

function line([name = '', ...cells]: readonly string[]): void {
  const widths = [9, 18, 9, 9, 9];
  const padded = cells.map((cell, index) => cell.padStart(widths[index] ?? 0));
  console.log(`  ${name.padEnd(44)}${padded.join('')}`.trimEnd());
}

function digits(value: number): string {
  if (!Number.isFinite(value)) return '-';
  return value.toFixed(Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0);
}
