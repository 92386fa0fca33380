import type { PhiType } from '../../types';

/** Words before a number that say what it is. */
export interface Label {
	readonly words: readonly string[];
	readonly type: PhiType;
	/** The value needs at least as many digits. */
	readonly digits: number;
	/** Counts only with `number`, `no`, `#`, `id` or a colon behind it. */
	readonly strict: boolean;
	/** The value may be without any digit (a handle, a plate, a serial). */
	readonly wordy: boolean;
}

/** Type, digits needed, flags (s strict, w wordy), phrases. */
const ROWS: ReadonlyArray<readonly [PhiType, number, string, string]> = [
	[
		'MRN',
		3,
		'',
		'mrn|mrns|m r n|m . r . n|mr #|mr number|mr no|medical record|medical records|med rec|medical rec|patient id|pt id|patient identifier|patient number|patient no|patient #|pt #|pt number|chart number|chart no|chart #|chart id|hospital number|hospital no|hospital #|hosp #|hosp no|emr #|emr number|emr id|ehr id|uhid|empi|empi id|mpi|epi|epic id|record number|record no|record #|health record|hrn|nhs|nhs number|nhs no|pid|patientid|mr|med record|med rec no|unit record|history number|hx #|emrn|mrnumber|hospital id|hosp id|clinic #|clinic no|clinic number|patient mrn|unit no|unit # mr|corporate id|enterprise id|person id|cpi number|dmrn|case history number|xray number|x - ray number|file mrn',
	],
	['MRN', 4, 's', 'chart|record|patient|pt|hospital|hosp|clinic'],
	[
		'SSN',
		4,
		'',
		'ssn|ssns|s s n|social security|social security number|soc sec|ss #|ss number|ss no|sss|last four|last 4|last four of ssn|last 4 of ssn|last 4 of social|last four of social|last 4 ss|last 4 of ss|soc . sec|soc . sec . no|soc . sec|ss # ending|social ending|social last 4|ssn ( last 4 )|ssn ( last four )|social sec|last four digits|ssn last four|ssn last 4|itin|tin|ein',
	],
	['SSN', 9, 's', 'social'],
	[
		'PLAN',
		3,
		'',
		'member|subscriber|policy|beneficiary|medicare|medicaid|grp|member id|member number|member no|member #|memb id|mbr id|mbr #|subscriber id|subscriber number|subscriber no|subscriber #|policy number|policy no|policy #|policy id|beneficiary id|beneficiary number|beneficiary identifier|mbi|hicn|hic number|medicare number|medicare no|medicare id|medicare #|medicaid id|medicaid number|medicaid no|medicaid #|insurance id|insurance number|insurance no|insurance #|ins id|ins #|plan id|plan number|plan no|plan #|group number|group no|group #|group id|grp #|grp no|health plan|health plan id|payer id|payor id|coverage id|certificate of coverage|cin|hmo id|ppo id|insured id|id card|insurance card|card id|plan member|rxgrp|rx grp|rxid|rx id|rxpcn|hmo #|ppo #|subscr|subscriber id no|memberid|policy / group|enrollee id|certificate holder|contract number|contract no|contract #|claim member|recipient id|recipient number|cin number|hcn|health card|health card number|ohip|phn|nhi|medicare beneficiary',
	],
	[
		'PLAN',
		3,
		's',
		'group|plan|insurance|ins|insured|certificate|cert|coverage|payer|payor|aetna|ambetter|anthem|bcbs|beneficiary|blue cross|cigna|contract|enrollee|epo|grp|hmo|humana|kaiser|medi - cal|medi cal|medicaid|medicare|member|molina|pcn|policy|ppo|subscriber|tricare|uhc',
	],
	[
		'ACCOUNT',
		3,
		'',
		'account number|patient account|pt acct|acct / visit|visit / account|acct visit|account / visit|account no|account #|account id|acct|acct #|acct no|acct number|acct id|account|visit number|visit no|visit #|visit id|encounter number|encounter no|encounter #|encounter id|csn|har|fin|fin #|fin number|fin nbr|hospital account|billing number|billing account|billing id|guarantor account|card number|credit card|debit card|visa|mastercard|amex|iban|bank account|routing number|invoice number|invoice no|invoice #|invoice|bill number|statement number|cpi|contact serial|admission number|admission no|admission id|registration number|visitnumber|card on file|card|card ending|card ending in|checking acct|enc #|admit number|admit #|admit no|hosp acct|hospital acct|patient control|stay number|stay no|stay id|hospital service number|check number|check no|check #|receipt no|receipt #|transaction id|transaction no|payment id|loan number|payment reference',
	],
	[
		'ACCOUNT',
		4,
		's',
		'visit|encounter|billing|bill|card|bank|admission|registration|enc|ach|checking|receipt|savings|transaction',
	],
	[
		'LICENCE',
		3,
		'',
		"npi|npi #|npi number|dea|dea #|dea number|dea no|license number|licence number|license no|licence no|license #|licence #|license|licence|lic|lic #|lic no|driver license|driver licence|drivers license|drivers licence|driver ' s license|driver ' s licence|dl|dl #|dl number|dl no|state id|state license|medical license|certificate number|certificate no|certificate #|certification number|cert #|cert no|passport|passport number|passport no|registration no|upin|nursing license|lic number|cert number|certification no|reg no|reg #|reg number|csr|csr #|cds|cds #|state controlled substance|permit no|permit number|visa number|green card|naturalization|state id no|caqh|caqh id|taxonomy id|clia|clia number|clia #|clia no|ncpdp|lpn license|pharmacist license|rph license|np license|driver lic|drivers lic|driver ' s lic|drv lic|oln|dln|pilot certificate|notary|military id|dod id|edipi|va id|veteran id|state lic|md license|rn license|cdl",
	],
	[
		'VEHICLE',
		2,
		'w',
		'license plate|licence plate|lic plate|plate|plate number|plate no|plate #|tag number|vehicle plate|registration plate|number plate|vin|vin #|vin number|vin no|vehicle identification|vehicle identification number|vehicle tag|tag #|tag no|license tag|car reg|car tag|placard no|placard #|handicap placard|permit plate|ambulance plate|tail number|trailer plate',
	],
	[
		'DEVICE',
		3,
		'',
		'ser|ser num|serial number|serial no|serial #|serial|serials|s / n|sn|ser no|ser #|serialnumber|udi|udi di|udi pi|device id|device identifier|device number|device no|device #|device serial|implant id|implant serial|implant number|implant #|lot number|lot no|lot #|lot|lot / serial|model number|ref number|generator serial|lead serial|gtin|di|pump serial|pacemaker serial|icd serial|crt serial|lead sn|generator #|device sn|device s / n|pump sn|pump s / n|glucometer #|meter serial|meter #|cpap serial|bipap serial|vent serial|ventilator serial|wheelchair serial|walker serial|hearing aid serial|hearing aid serials|valve serial|valve sn|stent serial|lens serial|iol serial|iol sn|prosthesis serial|unit serial|monitor serial|monitor id|sensor id|sensor sn|transmitter id|transmitter sn|recorder serial|stimulator serial|catalog number|catalog no|cat no|cat #|part number|part no|product id|imei|meid|iccid|asset tag|asset number|asset #|asset id|equipment id|equipment no|concentrator serial|bed serial|lift serial|vns serial|dbs serial|defibrillator serial|pm serial|ppm serial',
	],
	[
		'DEVICE',
		4,
		's',
		'device|implant|model|ref|batch|generator|explant|glucometer|hearing aid|hearing aids|implants|ipg|loop recorder|meter|neurostimulator|pump|stimulator',
	],
	[
		'OTHER_ID',
		3,
		'',
		'accession|accession number|acc number #|accession num|acc nbr|acsn|acn|exam accession|rad accession|accession no|accession #|accession id|acc #|acc no|acc number|acc|order number|order no|order #|order id|placer order|filler order|requisition|requisition number|requisition no|requisition #|req #|req no|specimen number|specimen no|specimen id|specimen #|sample id|sample number|sample no|sample #|case number|case no|case #|case id|surgical number|path number|path #|pathology number|study id|study number|study no|study #|research id|research number|subject id|subject number|subject no|subject #|participant id|participant number|participant #|participant|enrollment id|randomization number|randomization id|trial id|claim number|claim no|claim #|claim id|claim|authorization number|authorization no|authorization #|authorization id|authorization|auth|auth number|auth no|auth #|auth id|auth code|prior auth|prior authorization|pa number|pa #|preauth|precert|precertification|referral number|referral no|referral #|referral id|rx number|rx no|rx #|rx id|rx|prescription number|prescription no|prescription #|prescription|blood unit|unit number|unit no|unit #|unit id|donor number|donor id|donor unit|din|bag number|badge|badge number|badge no|badge #|badge id|employee id|employee number|employee #|staff id|pgr|bpr|pg|vocera|voalte|spectralink|ascom|emp id|emp no|emp #|operator id|screening number|screen id|enrolled as|randomized as|protocol id|participant no|kit number|rand no|paged|page|text page|pager|pager number|pager #|pager no|beeper|beeper #|bleep|confirmation number|confirmation no|confirmation #|confirmation|ticket|ticket number|ticket #|tracking number|tracking no|tracking #|uid|study uid|study instance uid|series uid|series instance uid|sop instance uid|sop uid|instance uid|report number|report no|report #|report id|incident number|incident #|event number|barcode|bar code|document id|document number|doc id|job number|job id|job #|dictation number|dictation id|transcription id|message id|reference number|reference no|reference #|reference id|ref no|ref #|file number|file no|file #|exam number|exam id|exam #|examination number|inventory|locker|locker number|control number|tissue id|cassette|block id|slide id|mpi id|registry id|registry number|implant lot|session id|run number|docket number|docket|inmate number|inmate #|booking number|police report|service number|student id|student number|voter id|tribal id|alien number|a number|patient control number|call number|dispatch number|interpreter id|fin number|isbt|unit dn|armband no|armband #|wristband #|band #|band no|band number|band id|bracelet id|shield #|shield number|run #|run no|run sheet|ems run|pcr number|pcr #|pcr no|run report|interpreter #|interpreter no|interpreter number|interp id|interp #|booking no|booking #|screening #|screening no|registry #|registry no|cancer registry|tumor registry|tumor registry number|subj #|subj id|ord #|ord no|spec #|spec no|specimen nbr|collection id|surg path|surgical path|surg path #|cytology|cytology #|cyto #|path no|autopsy|autopsy #|autopsy no|slide #|slide no|block #|block no|script #|script no|approval #|approval no|approval number|approval code|denial ref|denial #|appeal #|appeal no|grievance|grievance #|package id|waybill|valuables bag|belongings bag|bag #|bag no|envelope #|security bag|clock number|clock no|locker #|locker no|doc #|doc no|prisoner number|prisoner #|jail id|warrant no|warrant #|citation no|citation #|police report #|police report no|police case|pd case|court case|cause number|cause no|cause #|petition no|guardianship no|emp number|staff #|staff no|staff number|payroll no|payroll id|payroll #|id badge|badge id no|name badge|tech id|tech #|operator #|user #|rn id|provider id|provider #|provider number|provider no|dictation #|dictation no|dict #|dict id|job no|voice file|voice id no|log number|log no|log #|work order|work order #|request id|request no|request #|request number|transport id|trip #|trip no|trip number|trip id|flight no|mission number|dispatch #|dispatch no|cad #|cad number|call #|call no|call id|trial #|trial no|trial number|irb|irb #|irb no|irb number|irb protocol|protocol #|protocol no|protocol number|grant no|grant #|grant number|cohort id|sequence number|genomic id|genome id|biobank|biobank id|biobank no|aliquot|aliquot id|vial id|sample code|kit #|kit no|kit id|randomization #|randomization no|rand #|rand id|rand number|screening id|screen #|screen no|allocation number|allocation no|patient code|site / subject|subject code|unos|unos id|optn|optn id|transplant id|nmdp|nmdp id|donor #|donor no|unit #s|bag id|product number|din #|session #|meeting id|conference id|conference code|access code|pass code|pin #|door code|gate code|lockbox|lockbox code|lock code|qr code|nhs login|alias id|trauma alias|trauma id|trauma #|ticket no|help desk|helpdesk|servicenow|incident no|event #|event no|event id|rl #|rl number|safety report|safety event|message #|message no|fax id|certified mail|certified mail no|docket no|docket #|case worker id|caseworker id|client id|client number|client #|client no|household id|snap case|wic id|wic number|ihss|ihss number|hmis|hmis id|section 8|voucher no|voucher #|family id|parent id|child id|pupil id|lunch number|student no|student #|locator|locator number|pnr|frequent flyer',
	],
	[
		'OTHER_ID',
		3,
		's',
		'order|sample|study|subject|req|requisition|unit|ref|reference|file|exam|job|doc|document|id|identifier|number|no|nr|nbr|confirm|conf|run|trip|bag|donor|staff|code|band|sheet|script|registry|slide|block|cassette|box|tube|tissue|kit|dispatch|event|inmate|prisoner|permit|transaction|request|appointment|appt|terminal|workstation|cart|series|image|protocol|trial|trauma|alias|bottle|valuables|belongings|key|lock|access|telemetry|tele|monitor|label|sticker|user|client|household|child|family|screening|randomization|locker|transport|log|log #|lab #|lab no|lab number|rx|page|receipt|tag id|seq|sequence|batch|appeal|approval|armband|booking|case|citation|combination|conference|denial|emp|employee|flight|grant|grid|guardianship|incident|interp|interpreter|nct|ord|passcode|payroll|petition|pin|police|report|shield|shipment|spec|specimen|subj|teleroom|tracking|warrant|webex|wristband|zoom',
	],
	[
		'OTHER_ID',
		0,
		'sw',
		'username|user name|user id|userid|login|login id|logon|portal id|portal user|portal username|portal user name|portal login|portal handle|portal account|portal name|handle|screen name|mychart id|mychart username|mychart user|mychart login|mychart name|mychart|patient portal|twitter|login name|user login|portal email|signal|snapchat|tiktok|facebook|linkedin|telegram|whatsapp name|discord|xbox|gamertag|venmo|cashapp|followmyhealth|healow|athena portal|mychart proxy|web name|webid|web id|screenname|nick|username is|user : id|network id|windows login|epic login|account login|sign - in|signin|sign in|instagram|skype|facetime|zoom id|user|account name|portal',
	],
	[
		'BIOMETRIC',
		2,
		'w',
		'retinal scan|retina|iris|palm|fingerprint ref|fingerprint scan|fingerprint file|thumb print|face scan|voice id|voice template|vein scan|enrolled template|template ref|handprint|biometric ref|biometric hash|biometric code|biometric enrollment id|fingerprint|fingerprint id|fingerprint template|fingerprint no|fingerprint number|finger print|thumbprint|thumbprint id|retina scan|retinal scan id|iris scan|iris scan id|iris template|iris id|iris code|voiceprint|voiceprint id|voice print|voice print id|palm vein|palm vein id|palm vein template|palm print|palm scan|palm scan id|face template|facial recognition|facial recognition id|face id|biometric|biometric id|biometric template|biometric template id|biometric number|biometric no|biometric identifier|biometric enrollment|template|template number|template id|template no|hand geometry|thumb template|finger template|faceprint|face print|finger scan|fingerprint scan id|fingerprints|prints|iris hash|iris enrollment|iris scan no|palm id|palm vein no|palm vein number|palm template id|vein template|vein id|retina id|retina code|retinal id|voice enrollment|voice model|speaker id|gait id|dna profile|dna profile id|dna id|ear print|ear template|biometric record|biometric enrollment no|biometric enrolment|biometrics|biometric ( palm )|facial template|facial id|face template id|face enrollment|enrolment template|enrollment template|scan template|bio id|bio template',
	],
	[
		'PHOTO',
		1,
		'sw',
		'photo file|photo|photos|image file|photograph|picture file|clinical photo|photo id|photo no|photo #|picture|pic|pics|img|image name|camera file|camera image|headshot|selfie|jpeg|jpg',
	],
	[
		'IP',
		2,
		'',
		'ip|ip address|ip addr|mac|mac address|mac addr|ipv4|ipv6|host ip|source ip|client ip',
	],
	['ZIP', 5, '', 'zip|zip code|zipcode|postal code|postcode|post code|zip + 4'],
	[
		'PHONE',
		4,
		'',
		'phone|phones|phone number|phone no|phone #|telephone|telephone number|tel|tel no|tele|cell|cell phone|cell #|cell number|cellphone|mobile|mobile number|mobile phone|home phone|work phone|home|home #|work #|ph|ph #|callback|callback number|call back|call back number|call back at|callback at|contact number|contact no|contact #|contact phone|emergency number|emergency phone|ext|extension|ext #|x|call me at|call us at|call at|call|calls at|called at|called|page me at|page at|pager at|beeper at|my cell|my number is|my direct line|direct line|direct|direct #|voicemail|vm|switchboard|desk|front desk|nurse line|triage line|reached at|reach me at|reach her at|reach him at|reachable at|best number|best number is|text|text me at|dial|hotline|main line|office number|office phone|whatsapp|number is|phone is|cell is|day phone|evening phone|daytime phone',
	],
	['PHONE', 3, '', 'ext|extension|ext #|ext no|extension no|extension number'],
	[
		'FAX',
		4,
		'',
		'fax|fax number|fax no|fax #|fax to|fax results to|faxed to|facsimile|efax|fax at|fax line|telefax|fx|f / x|fax back|fax back to|refax|refax to|fax attn',
	],
	[
		'VEHICLE',
		2,
		'sw',
		'boat registration|car|car registration|hull|motorcycle|parking permit|placard|plates|ride|sedan|suv|tag|tags|truck|van|vehicle',
	],
	['LICENCE', 3, 's', 'certification|id number|registration'],
];

/** Labels with one first word. */
export interface LabelsOfWord {
	/** Those of that word alone. */
	readonly alone: readonly Label[];
	/** Those that go on with another word, and then those of the first alone. Longest first. */
	readonly before: ReadonlyMap<string, readonly Label[]>;
}

/** Labels under their first word, longest first. */
export const LABELS: ReadonlyMap<string, LabelsOfWord> = build();

/** First words of all labels, for the vocabulary. */
export const LABEL_WORDS = [...LABELS.keys()].join(' ');

function build(): Map<string, LabelsOfWord> {
	const made = new Map<string, Label[]>();
	for (const [type, digits, flags, phrases] of ROWS) {
		for (const phrase of phrases.split('|')) {
			const words = phrase.split(' ');
			const first = words[0] as string;
			const label: Label = {
				words,
				type,
				digits,
				strict: flags.includes('s'),
				wordy: flags.includes('w'),
			};
			const there = made.get(first);
			if (there === undefined) made.set(first, [label]);
			else there.push(label);
		}
	}
	return new Map([...made].map(([first, labels]) => [first, byNext(labels)]));
}

function byNext(labels: readonly Label[]): LabelsOfWord {
	const sorted = labels.toSorted((a, b) => b.words.length - a.words.length);
	const alone = sorted.filter(({ words }) => words.length === 1);
	const nexts = new Set(sorted.map(({ words }) => words[1]).filter((word) => word !== undefined));
	const before = new Map(
		[...nexts].map((next) => [
			next,
			sorted.filter(({ words }) => words.length === 1 || words[1] === next),
		]),
	);
	return { alone, before };
}
