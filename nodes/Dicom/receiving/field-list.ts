/** The entries of a field with commas between them. */
export const list = (text: unknown = ''): string[] =>
	String(text)
		.split(',')
		.map((entry) => entry.trim())
		.filter((entry) => entry !== '');
