/** Plain letters for letters with signs. */
export const asciiOf = (text: string): string =>
	text
		.normalize('NFKD')
		.replace(/\p{M}/gu, '')
		.replaceAll('ł', 'l')
		.replaceAll('Ł', 'L')
		.replaceAll('ı', 'i')
		.replaceAll('ø', 'o')
		.replaceAll('Ø', 'O')
		.replaceAll('đ', 'd')
		.replaceAll('ß', 'ss');
