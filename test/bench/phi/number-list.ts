import type { Random } from '../../hospital/random.ts';
import { asciiOf } from './letters.ts';
import { MRN_PATTERNS, made, mbiOf, phoneOf, ssnOf, withLuhn } from './numbers.ts';

/** The plain numbers of a patient, by the names that slots have for them. */
export function numbersOf(
	random: Random,
	{ given, family }: { given: string; family: string },
): Record<string, string> {
	const name = asciiOf(given + family)
		.toLowerCase()
		.replace(/[^a-z]/g, '');
	const any = (...patterns: readonly string[]): string => made(random, random.pick(patterns));
	const hex = (count: number): string =>
		Array.from({ length: count }, () => random.integer(0, 15).toString(16)).join('');
	return {
		mrn: any(...MRN_PATTERNS),
		ssn: ssnOf(random),
		fax: phoneOf(random),
		workphone: phoneOf(random),
		handle: `${name.slice(0, random.integer(4, 9))}${random.pick(['_', '.', ''])}${any('##', '19##', '###')}`,
		member: any('@@@#########', 'W########', '#########-01', 'XZ@##@######'),
		mbi: mbiOf(random),
		group: any('#####-##', 'GRP######', '00#####'),
		account: any('##########', 'V0########', '7########', 'ACC-#######'),
		card: withLuhn(`4${made(random, '##############')}`),
		driver: any('@#######', '@@######', '#########', '@###-####-####'),
		plate: any('@@@-####', '@@@ ###', '#@@@###', '@##-@@@'),
		vin: any('1@@@@#@*#@@######', '2@*@*##*#@@######').replace(/[OQI]/g, 'H'),
		'device.serial': any('SN########', '@@@######', 'PX-#####-@', '#######-##', '@##@#####'),
		'device.udi': `(01)00${made(random, '############')}(17)261130(10)${made(random, '@####')}(21)${made(random, '@#######')}`,
		'device.lot': any('L######', '@@####', '##@####'),
		url: `https://portal.${random.pick(['myrecord', 'carelink-demo', 'chartview'])}.example.org/p/${made(random, '#######')}`,
		ip:
			[10, 172, 192, 203][random.integer(0, 3)] +
			`.${random.integer(0, 250)}.${random.integer(0, 250)}.${random.integer(1, 250)}`,
		ipv6: `2001:db8:${hex(4)}:${hex(4)}::${hex(3)}`,
		mac: Array.from({ length: 6 }, () => hex(2)).join(':'),
		biometric: any('FPT-#######', 'IRIS-@@####', 'VP########'),
		photo: any('IMG_####.jpg', 'DSC0####.JPG', 'wound_photo_####.png'),
		accession: any('@@-##-#####', 'A########', 'RAD2#######', '##########', 'CR########'),
		order: any('ORD########', '#########', 'O-#######'),
		specimen: any('S##-#####', 'SP-##-####', 'C##-######', '##S-####'),
		study: any('HX-####', 'ONC-##-###', 'STUDY-0###-##', 'P####'),
		uid: `1.2.840.${random.integer(10_000, 99_999)}.${random.integer(1, 9)}.${made(random, '+#########')}.${made(random, '+###')}`,
		claim: any('CLM########', '##########-01', 'E#########'),
		auth: any('PA-########', 'AUTH######', '@########'),
		rx: any('#######', 'RX########', '##-#######'),
		case: any('CASE-####-##', '##-CV-#####', '2#-######'),
		bloodunit: any('W#### ## ######', 'W##########'),
		implantlot: any('LOT######', '@##-####'),
		visit: any('V########', '#########'),
		encounter: any('E########', 'CSN#########', '1########'),
		extension: any('####', '#####'),
	};
}
