/** Small messages of people who do not exist. */
export const CR = '\r';

export interface MessageParts {
	controlId?: string;
	type?: string;
	sender?: string;
	facility?: string;
	receiver?: string;
	version?: string;
	/** MSH-15 and MSH-16. */
	accept?: string;
	application?: string;
	charset?: string;
	/** PID-3.1 */
	patient?: string;
	name?: string;
	more?: string[];
}

export function hl7(parts: MessageParts = {}): Buffer {
	const { controlId = 'M1', type = 'ADT^A01^ADT_A01', sender = 'ADT1', facility = 'WARD' } = parts;
	const { receiver = 'N8N', version = '2.5.1', accept = '', application = '' } = parts;
	const { charset = '', patient = '4711', name = 'ZZTEST^ADA' } = parts;
	const msh = [
		...['MSH', '^~\\&', sender, facility, receiver, 'HOSP', '20260102030405', '', type],
		...[controlId, 'P', version, '', '', accept, application, '', charset],
	];
	const lines = [
		msh.join('|').replace(/\|+$/, ''),
		`EVN||20260102030405`,
		`PID|1||${patient}^^^HOSP^MR||${name}||19800101|F`,
		'PV1|1|I|WARD^101^A',
		...(parts.more ?? []),
	];
	return Buffer.from(`${lines.join(CR)}${CR}`);
}
