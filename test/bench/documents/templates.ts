import type { Random } from '../../hospital/random.ts';

/** A synthetic person; the family name says so. */
export interface Person {
	readonly family: string;
	readonly given: string;
	/** ISO. */
	readonly birthDate: string;
	readonly mrn: string;
	readonly member: string;
	readonly sex: 'Female' | 'Male';
}

const GIVEN = [
	'Ada',
	'Ben',
	'Cora',
	'Dan',
	'Eva',
	'Finn',
	'Gita',
	'Hugo',
	'Ines',
	'Jon',
	'Kaya',
	'Leo',
];
const FAMILY = ['Zztest', 'Testperson', 'Samplecase', 'Zzdemo', 'Mockwell', 'Testington'];

export function person(random: Random): Person {
	const digits = (count: number): string =>
		Array.from({ length: count }, () => String(random.integer(0, 9))).join('');
	const month = String(random.integer(1, 12)).padStart(2, '0');
	const day = String(random.integer(1, 28)).padStart(2, '0');
	return {
		family: random.pick(FAMILY),
		given: random.pick(GIVEN),
		birthDate: `${random.integer(1931, 2015)}-${month}-${day}`,
		mrn: `ZZ${digits(6)}`,
		member: `W${digits(8)}`,
		sex: random.pick(['Female', 'Male'] as const),
	};
}

/** One line of a page; `#` makes it a heading. */
export type PageText = readonly string[];

export interface Made {
	readonly kind: string;
	readonly pages: readonly PageText[];
}

const slashed = (iso: string): string => {
	const [year, month, day] = iso.split('-');
	return `${month}/${day}/${year}`;
};

/** The patient, as letters of different houses name one. */
function named(random: Random, who: Person): string[] {
	const { family, given, birthDate, mrn, sex } = who;
	return random.pick([
		[`Patient: ${family}, ${given}   DOB: ${slashed(birthDate)}   MRN: ${mrn}`],
		[
			`Patient Name: ${given} ${family}`,
			`Date of Birth: ${slashed(birthDate)}   Sex: ${sex}`,
			`Medical Record Number: ${mrn}`,
		],
		[`RE: ${given} ${family}   DOB ${slashed(birthDate)}   MRN ${mrn}`],
	]);
}

const SENTENCES = [
	'Symptoms began about six weeks ago and have not improved with rest.',
	'There is no history of trauma. Sleep is disturbed two nights a week.',
	'Conservative care included physical therapy for six weeks and naproxen.',
	'Gait is steady. Strength is full in both legs. Reflexes are symmetric.',
	'We discussed the options and agreed to review the matter in four weeks.',
	'Blood pressure was 132 over 78, pulse 72, temperature 36.8 degrees.',
	'No fever, weight loss or night sweats were reported at this visit.',
	'The left knee shows mild swelling and tenderness along the joint line.',
	'Previous imaging from March was reviewed and is unchanged.',
	'Tolerated the treatment well without any unwanted effects so far.',
	'Allergies: none known. Tobacco: never. Lives with a daughter.',
	'Walking distance is limited to two hundred meters on level ground.',
];

const sentences = (random: Random, count: number): string[] =>
	Array.from({ length: count }, () => random.pick(SENTENCES));

/** Two wordings for each kind; the second of each has no heading that names the kind outright. */
const TEMPLATES: Readonly<
	Record<string, (random: Random, who: Person, plain: boolean) => PageText>
> = {
	'clinical-note': (random, who, plain) => [
		plain
			? '#North Valley Spine Clinic'
			: random.pick(['#Progress Note', '#Office Visit Note', '#History and Physical']),
		...named(random, who),
		'Date of visit: 10/14/2026',
		'Chief Complaint: low back pain',
		'History of Present Illness',
		...sentences(random, 4),
		'Physical Exam',
		...sentences(random, 2),
		'Assessment and Plan',
		...sentences(random, 2),
	],
	'laboratory-report': (random, who, plain) => [
		plain ? '#Lakeside Medical Laboratories' : '#Laboratory Report',
		...named(random, who),
		'Specimen: serum     Collected: 10/12/2026 08:15',
		'Test            Result      Flag     Reference Range',
		`Hemoglobin      ${random.integer(90, 160) / 10} g/dL            12.0 - 15.5`,
		`Glucose         ${random.integer(70, 180)} mg/dL             70 - 99`,
		`Creatinine      ${random.integer(6, 18) / 10} mg/dL            0.6 - 1.1`,
		`Potassium       ${random.integer(33, 55) / 10} mmol/L           3.5 - 5.1`,
		`Platelets       ${random.integer(120, 420)} K/uL            150 - 400`,
		'Results were verified by the laboratory.',
	],
	'imaging-report': (random, who, plain) => [
		plain
			? '#Harbor Diagnostic Center'
			: random.pick(['#MRI Lumbar Spine', '#Radiology Report', '#CT of the Abdomen']),
		...named(random, who),
		'Technique: multiplanar images without contrast',
		'Comparison: none',
		'Findings:',
		'Vertebral height is preserved. There is mild disc bulging at L4 and L5.',
		'No fracture is seen. The visible soft tissues are unremarkable.',
		'Impression:',
		'Mild degenerative change without compression of a nerve.',
	],
	'prior-authorization-request': (random, who, plain) => [
		plain ? '#Utilization Management' : '#Prior Authorization Request Form',
		`Member ID: ${who.member}`,
		...named(random, who),
		'Requesting Provider: Dr. Ada Testperson      NPI: 1234567893',
		'Type of review: standard request',
		'Procedure code: 72148      Units requested: 1',
		'Place of service: outpatient hospital',
		'Clinical justification:',
		...sentences(random, 3),
	],
	referral: (random, who, plain) => [
		plain ? '#Dear Colleague' : '#Referral Letter',
		...named(random, who),
		'Referring provider: Dr. Ben Testperson',
		'Reason for referral: evaluation of persistent knee pain',
		'Thank you for seeing this patient.',
		...sentences(random, 4),
		'With kind regards,',
	],
	'discharge-summary': (random, who, plain) => [
		plain ? '#St. Example Hospital, Internal Medicine' : '#Discharge Summary',
		...named(random, who),
		'Admission date: 10/01/2026      Discharge date: 10/05/2026',
		'Hospital Course',
		...sentences(random, 4),
		'Discharge Medications',
		'Naproxen 500 mg tablet by mouth twice daily with food',
		'Discharge Instructions',
		...sentences(random, 1),
	],
	'payer-decision': (random, who, plain) => [
		plain ? '#Example Health Plan' : '#Notice of Determination',
		`Member ID: ${who.member}`,
		...named(random, who),
		`The service that was asked for has been ${random.pick(['approved', 'denied'])}.`,
		'Authorization number: ZZ-2026-11873',
		'Reason for the decision: plan policy was applied.',
		'You have the right to appeal within 60 days.',
		'A peer-to-peer discussion can be arranged by telephone.',
	],
	order: (random, who, plain) => [
		plain ? '#Example Orthopedics' : '#Imaging Order',
		...named(random, who),
		'Ordering provider: Dr. Cora Testperson',
		'Order date: 10/20/2026      Priority: routine',
		'Exam ordered: MRI lumbar spine without contrast',
		'Indication: low back pain for more than six weeks',
	],
	'operative-note': (random, who, plain) => [
		plain ? '#Department of Surgery' : '#Operative Report',
		...named(random, who),
		'Preoperative diagnosis: tear of the medial meniscus',
		'Postoperative diagnosis: the same',
		'Surgeon: Dr. Dan Testperson      Anesthesia: general',
		'Estimated blood loss: minimal',
		...sentences(random, 4),
	],
	consent: (random, who, plain) => [
		plain ? '#Example Health Information Services' : '#Authorization to Release Information',
		...named(random, who),
		'I authorize Example Hospital to release my records to the clinic below.',
		'I understand that I may revoke this at any time in writing.',
		'Signature of patient: ______________________   Date: 10/20/2026',
	],
	'medication-list': (random, who, plain) => [
		plain ? '#Example Pharmacy Services' : '#Medication List',
		...named(random, who),
		'Medication          Dose          Frequency',
		'Naproxen            500 mg        twice daily',
		'Lisinopril          10 mg         once daily',
		'Metformin           850 mg        twice daily',
		'Prescriber: Dr. Eva Testperson    Refills: 2',
	],
	other: (random) => [
		random.pick(['#Cafeteria Menu', '#Parking Notice', '#Annual Picnic']),
		'The building will be closed for maintenance on Saturday afternoon.',
		'Please use the north entrance. Coffee will be served in the lobby.',
	],
};

export const KINDS = Object.keys(TEMPLATES);

/** A document of one to three pages. */
export function document(random: Random, kind: string, who: Person): Made {
	const first = [...TEMPLATES[kind]!(random, who, random.next() < 0.35)];
	const more = LONG.has(kind) && random.next() < 0.4 ? random.integer(1, 2) : 0;
	const running = random.next() < 0.6 ? [`${who.family}, ${who.given}   MRN: ${who.mrn}`] : [];
	const rest = Array.from({ length: more }, () => [
		...running,
		...sentences(random, random.integer(6, 14)),
	]);
	const pages = [first, ...rest];
	if (more > 0 && random.next() < 0.7) {
		pages.forEach((lines, index) => lines.push(`Page ${index + 1} of ${pages.length}`));
	}
	return { kind, pages };
}

const LONG = new Set([
	'clinical-note',
	'discharge-summary',
	'operative-note',
	'referral',
	'prior-authorization-request',
]);

export const cover = (random: Random, pages: number): Made => ({
	kind: 'fax-cover',
	pages: [
		[
			random.pick(['#FAX', '#Fax Cover Sheet', '#Facsimile Transmission']),
			'To: Example Hospital, Central Intake',
			'From: North Valley Clinic',
			`Number of pages including this cover: ${pages}`,
			'Confidentiality notice: this fax is meant for the addressee only.',
			'If you received this fax in error, please call the sender and destroy it.',
		],
	],
});
