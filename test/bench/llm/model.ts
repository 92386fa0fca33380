/** The only model of the engine that is played. */
export const MODEL = 'fixed:1b';
