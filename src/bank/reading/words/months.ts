/** Names of months in the languages of the banks, in lower case without accents. */
const MONTHS: Readonly<Record<string, number>> = {
  ...{
    jan: 1,
    janv: 1,
    ene: 1,
    gen: 1,
    feb: 2,
    fev: 2,
    fevr: 2,
    febr: 2,
    mar: 3,
    mrz: 3,
    mars: 3,
    maerz: 3,
    mrt: 3,
  },
  ...{
    march: 3,
    marz: 3,
    apr: 4,
    avr: 4,
    abr: 4,
    may: 5,
    mai: 5,
    mei: 5,
    maj: 5,
    mag: 5,
    jun: 6,
    juin: 6,
    giu: 6,
  },
  ...{
    june: 6,
    juni: 6,
    jul: 7,
    juil: 7,
    lug: 7,
    july: 7,
    juli: 7,
    aug: 8,
    aout: 8,
    ago: 8,
    sep: 9,
    sept: 9,
    set: 9,
  },
  ...{ oct: 10, okt: 10, ott: 10, nov: 11, marr: 11, dec: 12, dez: 12, dic: 12, des: 12 },
};

/** The number of a month, `0` if it is none. */
export function monthOf(name = ''): string {
  return String(MONTHS[name] ?? MONTHS[name.slice(0, 4)] ?? MONTHS[name.slice(0, 3)] ?? 0);
}
