/** A patient whom no chart knows before the first message. */
export const ADMITTED = {
	mrn: '99777001',
	family: 'ZZTESTBRIDGE',
	given: 'AUGUSTA',
	birthDate: '19700102',
	street: '77 Planted Street',
};

/** Number of the order at the laboratory. */
export const FILLER = 'ZZFILL7001';

const header = (type: string, controlId: string): string =>
	`MSH|^~\\&|ZZSENDER|DEMOHOSP|CHART|DEMOHOSP|20261102090000+0000||${type}|${controlId}|P|2.5.1|||||||8859/1`;

const PATIENT = `PID|1||${ADMITTED.mrn}^^^DEMOHOSP^MR||${ADMITTED.family}^${ADMITTED.given}||${ADMITTED.birthDate}|F|||${ADMITTED.street}^^Sampletown^^00042`;

/** @param fields by their numbers; what is not given is empty */
function segment(name: string, fields: Readonly<Record<number, string>>): string {
	const last = Math.max(...Object.keys(fields).map(Number));
	const values = Array.from({ length: last }, (_, index) => fields[index + 1] ?? '');
	return [name, ...values].join('|');
}

const message = (...segments: string[]): string => `${segments.join('\r')}\r`;

/** ADT^A01: the patient comes. */
export const admission = (controlId: string): string =>
	message(
		header('ADT^A01^ADT_A01', controlId),
		'EVN|A01|20261102090000+0000',
		PATIENT,
		segment('PV1', {
			1: '1',
			2: 'I',
			3: 'WARD1^1^1^DEMOHOSP',
			19: 'ZZVISIT7001^^^DEMOVISIT^VN',
			44: '20261102090000+0000',
		}),
	);

/** A result as the laboratory sends it. */
export interface LabResult {
	controlId: string;
	/** Grams per decilitre. */
	value: string;
	/** HL7 table 0123 of the order, 0085 of the result. */
	status: 'F' | 'C';
	/** HL7 time at which it was issued. */
	issued: string;
}

/** ORU^R01: haemoglobin. */
export const labResult = ({ controlId, value, status, issued }: LabResult): string =>
	message(
		header('ORU^R01^ORU_R01', controlId),
		PATIENT,
		`ORC|RE||${FILLER}^DEMOLAB`,
		segment('OBR', {
			1: '1',
			3: `${FILLER}^DEMOLAB`,
			4: '718-7^Hemoglobin^LN',
			7: '20261102093000+0000',
			22: issued,
			25: status,
		}),
		`OBX|1|NM|718-7^Hemoglobin^LN||${value}|g/dL^g/dL^UCUM|12-16|L|||${status}|||20261102093000+0000`,
	);
