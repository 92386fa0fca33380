/** The package version, written into every result, report and audit record that names this software. */
export const VERSION = '0.1.0';
