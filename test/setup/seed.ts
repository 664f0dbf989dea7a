/**
 * The seed of every property that names none: the same in each run, so that nothing fails by chance. Another one,
 * PROPERTY_SEED, draws other cases.
 */
export const SEED = Number(process.env['PROPERTY_SEED'] ?? 20_261_130);
