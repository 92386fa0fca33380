import { Random } from '../../hospital/random.ts';

const START = 0x0b;
const END = 0x1c;

/** Messages that are right, of several kinds; everything fuzzed is made of them. */
export function goodMessage(random: Random, controlId: string): Buffer {
	const charset = random.pick(['', '', 'UNICODE UTF-8', 'ASCII', '8859/1', '~ISO IR87']);
	const type = random.pick(['ADT^A01^ADT_A01', 'ADT^A08', 'ORU^R01^ORU_R01', 'MDM^T02', 'ORM^O01']);
	const end = random.pick(['\r', '\r', '\r\n', '\n']);
	const lines = [
		`MSH|^~\\&|FUZZ|LAB|N8N|HOSP|20260102030405||${type}|${controlId}|P|${random.pick(['2.3', '2.5.1', '2.8'])}||||||${charset}`,
		`PID|1||${random.integer(1, 1e6)}^^^HOSP^MR~${random.integer(1, 1e6)}^^^X&1.2&ISO||ZZTEST^ADA\\T\\B^""||19800101|F`,
		'ORC|RE|1|2||CM',
		...Array.from({ length: random.integer(0, 8) }, (_, at) =>
			random.pick([
				`OBR|${at}|1|2|24331-1^Panel^LN`,
				`OBX|${at}|NM|1234-5^Test^LN||${at}.5|mg/dL\\.br\\|10-20|N|||F`,
				`NTE|${at}||\\X41\\\\XC3A4\\ \\H\\text\\N\\ \\Z1\\`,
				`ZX${at % 10}|own^segment&x`,
			]),
		),
	];
	return Buffer.from(`${lines.join(end)}${end}`);
}

const framed = (message: Buffer): Buffer =>
	Buffer.concat([Buffer.from([START]), message, Buffer.from([END, 0x0d])]);

type Mutation = (bytes: Buffer, random: Random) => Buffer;

const at = (bytes: Buffer, random: Random): number =>
	random.integer(0, Math.max(0, bytes.length - 1));

/** `bytes` with a part of it replaced. */
function spliced(bytes: Buffer, from: number, length: number, by: Uint8Array | string): Buffer {
	const inner = typeof by === 'string' ? Buffer.from(by, 'latin1') : by;
	return Buffer.concat([bytes.subarray(0, from), inner, bytes.subarray(from + length)]);
}

const noise = (random: Random, length: number): Buffer =>
	Buffer.from(Array.from({ length }, () => random.integer(0, 255)));

const PIECES = [
	...[
		'|',
		'^',
		'~',
		'\\',
		'&',
		'\r',
		'\n',
		'\r\n',
		'\0',
		'""',
		'\\X',
		'\\X4',
		'\\XZZ\\',
		'\\.sp999\\',
	],
	...[
		'\\M2442\\',
		'\\C2842\\',
		'\x1b$B',
		'\x1b(B',
		'\x1b',
		'\xff',
		'\xc3',
		'\xef\xbb\xbf',
		'\x0b',
		'\x1c',
	],
	...['MSH|^~\\&|', 'MSH', 'FHS|^~\\&|A\r', 'BTS|1\r', '|UNICODE UTF-16|', '|KLINGON|', '\x0bMSH|'],
];

const MUTATIONS: readonly Mutation[] = [
	(bytes) => bytes,
	(bytes, random) => {
		const changed = Buffer.from(bytes);
		for (let times = random.integer(1, 8); times > 0; times--) {
			changed[at(changed, random)]! ^= 1 << random.integer(0, 7);
		}
		return changed;
	},
	(bytes, random) => spliced(bytes, at(bytes, random), random.integer(1, 40), ''),
	(bytes, random) => spliced(bytes, at(bytes, random), 0, random.pick(PIECES)),
	(bytes, random) => spliced(bytes, at(bytes, random), random.integer(0, 6), random.pick(PIECES)),
	(bytes, random) => spliced(bytes, at(bytes, random), 0, noise(random, random.integer(1, 200))),
	(bytes, random) => bytes.subarray(0, at(bytes, random)),
	(bytes, random) => bytes.subarray(at(bytes, random)),
	(bytes, random) =>
		spliced(bytes, at(bytes, random), 0, random.pick(['|', '~', '^', '&']).repeat(3_000)),
	(bytes, random) => spliced(bytes, at(bytes, random), 0, 'ZZZ|x\r'.repeat(random.integer(1, 400))),
	(bytes) => Buffer.from(bytes.toString('latin1'), 'utf16le'),
	(_bytes, random) => noise(random, random.integer(0, 600)),
	(bytes, random) => {
		// The delimiters in the header, and nowhere else.
		const marks = noise(random, 5).map((byte) => 0x21 + (byte % 0x5e));
		return spliced(bytes, 3, 5, Buffer.from(marks));
	},
	(bytes, random) => {
		const [from, to] = [at(bytes, random), at(bytes, random)];
		const length = random.integer(1, 60);
		return spliced(bytes, from, 0, bytes.subarray(to, to + length));
	},
];

/** A message that something happened to. */
export function fuzzedMessage(random: Random, number: number): Buffer {
	let bytes = goodMessage(random, `F${number}`);
	for (let times = random.integer(1, 3); times > 0; times--) {
		bytes = random.pick(MUTATIONS)(bytes, random);
	}
	return bytes;
}

/** A frame that something happened to: to what is in it, to its marks, or to both. */
export function fuzzedFrame(message: Buffer, random: Random): Buffer {
	const frame = framed(message);
	switch (random.integer(0, 9)) {
		case 0:
			return frame.subarray(1);
		case 1:
			return frame.subarray(0, -1);
		case 2:
			return frame.subarray(0, -2);
		case 3:
			return random.pick(MUTATIONS)(frame, random);
		case 4:
			return Buffer.concat([frame.subarray(0, at(frame, random)), frame]);
		default:
			return frame;
	}
}
