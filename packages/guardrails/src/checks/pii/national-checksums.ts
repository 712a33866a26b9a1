import { weighted } from './checksums.ts';

// How the numbers of each state check themselves. Each is given letters in upper case and digits, nothing else.

export function isDea(c: string): boolean {
  const digits = c.slice(2);
  const sum = weighted(digits, [1, 2, 1, 2, 1, 2]);
  return /^[ABCDEFGHJKLMPRSTUX]/.test(c) && sum % 10 === Number(digits[6]);
}

export function isNhs(digits: string): boolean {
  const check = (11 - (weighted(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11)) % 11;
  return check < 10 && check === Number(digits[9]) && !/^(\d)\1+$/.test(digits);
}

export function isSpanish(c: string): boolean {
  const number = Number(
    c.slice(0, -1).replace(/^[XYZ]/, (letter) => String('XYZ'.indexOf(letter))),
  );
  return 'TRWAGMYFPDXBNJZSQVHLCKE'[number % 23] === c.at(-1);
}

export function isPesel(digits: string): boolean {
  const month = Number(digits.slice(2, 4)) % 20;
  const day = Number(digits.slice(4, 6));
  const sum = weighted(digits, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]);
  return sum % 10 === 0 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

// Characters at odd places count by this table, those at even places as they are. Source: D.M. 23 December 1976.
const ODD = [
  1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
];

export function isFiscalCode(c: string): boolean {
  const sum = [...c.slice(0, 15)].reduce((total, character, place) => {
    const own = /\d/.test(character) ? Number(character) : character.charCodeAt(0) - 65;
    return total + (place % 2 === 0 ? (ODD[own] as number) : own);
  }, 0);
  return String.fromCharCode(65 + (sum % 26)) === c[15];
}

export function isGermanTax(digits: string): boolean {
  let product = 10;
  for (const digit of digits.slice(0, 10)) {
    const sum = (Number(digit) + product) % 10 || 10;
    product = (sum * 2) % 11;
  }
  return (11 - product) % 10 === Number(digits[10]);
}

export function isFrench(c: string): boolean {
  const body = c.slice(0, 13).replace('2A', '19').replace('2B', '18');
  return /^\d{13}$/.test(body) && 97n - (BigInt(body) % 97n) === BigInt(c.slice(13));
}

export function isBelgian(digits: string): boolean {
  const month = Number(digits.slice(2, 4)) % 20;
  const check = Number(digits.slice(9));
  const sums = [digits.slice(0, 9), `2${digits.slice(0, 9)}`].map((own) => 97 - (Number(own) % 97));
  return month <= 12 && Number(digits.slice(4, 6)) <= 31 && sums.includes(check);
}

export function isBsn(digits: string): boolean {
  return weighted(digits, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0;
}

export function isFinnish(c: string): boolean {
  const number = Number(c.replace(/\D/g, '').slice(0, 9));
  const digits = `${c.slice(0, 6)}${/[A-Z]/.test(c[6] ?? '') ? c.slice(7, 10) : c.slice(6, 9)}`;
  return '0123456789ABCDEFHJKLMNPRSTUVWXY'[Number(digits) % 31] === c.at(-1) && number >= 0;
}

export function isSingaporean(c: string): boolean {
  const series = c[0] as string;
  const offset = series === 'T' || series === 'G' ? 4 : series === 'M' ? 3 : 0;
  const rest = (weighted(c.slice(1, 8), [2, 7, 6, 5, 4, 3, 2]) + offset) % 11;
  const letters = { S: 'JZIHGFEDCBA', T: 'JZIHGFEDCBA', F: 'XWUTRQPNMLK', G: 'XWUTRQPNMLK' };
  const table = letters[series as keyof typeof letters] ?? 'XWUTRQPNJLK';
  return table[series === 'M' ? 10 - rest : rest] === c[8];
}

export function isKorean(digits: string): boolean {
  const sum = weighted(digits, [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]);
  return (11 - (sum % 11)) % 10 === Number(digits[12]);
}

export function isThai(digits: string): boolean {
  const sum = weighted(digits, [13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]);
  return (11 - (sum % 11)) % 10 === Number(digits[12]);
}

export function isAbn(digits: string): boolean {
  const weights = [10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19];
  return (weighted(digits, weights) - 10) % 89 === 0;
}

export function isAcn(digits: string): boolean {
  return (10 - (weighted(digits, [8, 7, 6, 5, 4, 3, 2, 1]) % 10)) % 10 === Number(digits[8]);
}

export function isTfn(digits: string): boolean {
  return weighted(digits, [1, 4, 3, 7, 5, 8, 6, 9, 10]) % 11 === 0;
}

export function isMedicare(digits: string): boolean {
  return weighted(digits, [1, 3, 7, 9, 1, 3, 7, 9]) % 10 === Number(digits[8]);
}

export function isCpf(digits: string): boolean {
  const first = ((weighted(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2]) * 10) % 11) % 10;
  const second = ((weighted(digits, [11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) * 10) % 11) % 10;
  return `${first}${second}` === digits.slice(9) && !/^(\d)\1+$/.test(digits);
}

export function isCnpj(digits: string): boolean {
  const check = (weights: readonly number[]) => {
    const rest = weighted(digits, weights) % 11;
    return rest < 2 ? 0 : 11 - rest;
  };
  const first = check([5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]);
  const second = check([6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]);
  return `${first}${second}` === digits.slice(12) && !/^(\d)\1+$/.test(digits);
}

export function isChinese(c: string): boolean {
  const sum = weighted(c, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]);
  return '10X98765432'[sum % 11] === c[17];
}

export function isTurkish(digits: string): boolean {
  const tenth = ((weighted(digits, [7, -1, 7, -1, 7, -1, 7, -1, 7]) % 10) + 10) % 10;
  const eleventh = weighted(digits, [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]) % 10;
  return tenth === Number(digits[9]) && eleventh === Number(digits[10]);
}

export function isPalindrome(digits: string): boolean {
  return [...digits].reverse().join('') === digits;
}
