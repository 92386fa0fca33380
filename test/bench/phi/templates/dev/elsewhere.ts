import type { Template } from '../../types.ts';

export const templates: readonly Template[] = [
	{
		id: 'emergency-fall',
		noteType: 'emergency',
		text: `ED PROVIDER NOTE
{{patient.name.plain}} {{patient.age}}<<SEX>> {{patient.mrn.plain}} arrived {{date.admission.datetime}} via EMS from {{snf.full}}
CC: fall. HPI: Per EMS ({{tech.name.initialed}}, medic unit), found at {{place.street}} down [[20 min]]. GCS [[14]] (E[[4]] V[[4]] M[[6]]). On [[Xarelto]]. Last tetanus {{date.prior.year}}. Contact {{relative.name.plain}} <<relation>> {{relative.phone.spaced}}.
Exam: [[Battle]] sign absent, [[C5-6]] tender, [[Colles]] deformity <<side>> wrist. FAST neg. [[BP 164/92]], HR [[110]], RR [[22]].
CT head neg ({{accession}}), read by {{radiologist.name.titled}}. [[Salter-Harris]] n/a. Splinted, [[sugar tong]]. [[Percocet]] [[5/325]].
MDM: [[HEART]] score [[3]], [[Wells]] [[1.5]]. Dispo: obs to {{ward}} under {{attending.name.titled}}. Scribe {{transcriber.given}}.
{{resident.name.signature}}`,
	},
	{
		id: 'emergency-triage',
		noteType: 'emergency',
		text: `TRIAGE {{date.admission.us2}} <<time>> ESI [[3]] | {{patient.name.familyupper}}, {{patient.name.givenupper}} | {{patient.dob.us2}} | NKDA | LMP n/a | pain [[8/10]]
"{{patient.nick}} has been throwing up since {{date.onset.weekday}}" per <<relation>> {{relative.name.givenupper}}. Drove from {{patient.city}} in a [[white]] van. T [[99.1]] HR [[96]] BP [[141/88]] O2 [[99]]. Room {{room}}. {{nurse.initials}}`,
	},
	{
		id: 'emergency-mva',
		noteType: 'emergency',
		text: `Trauma activation level [[2]]. Name given as {{patient.name.typo}}, ID shows {{patient.name.reversed}}, license {{patient.driver}}. MVC on {{date.injury.us2}} near {{place.landmark}}, {{place.county}}; vehicle {{patient.vin}}, plate {{patient.plate}}. Restrained driver, [[45 mph]]. Passenger <<relation>> {{relative.name.plain}}, DOB {{relative.dob.us}}, went to {{hospital2.full}}. Police report {{case}}. Airway clear, [[Miller]] [[3]] blade at bedside, [[Philadelphia]] collar. ISS [[9]]. EtOH [[142]]. Two units [[O neg]]. Next of kin reached at {{relative.phone.intl}}. {{attending.name.plain}}/{{nurse.name.initialed}}`,
	},
	{
		id: 'social-work-intake',
		noteType: 'social-work',
		text: `PSYCHOSOCIAL ASSESSMENT by {{socialworker.name.credentialed}}, {{date.note.long}}
{{patient.name.titledfull}} is {{patient.age}}, widowed, retired from {{patient.employer}}. <<He>> lives at {{patient.address.line}} ({{patient.county}}) with <<his>> <<relation>> {{relative.name.plain}}. <<His>> <<relation2>> {{relative2.name.nickfull}} lives in {{relative2.city}} and visits on [[weekends]]. SSI pending; SSN ends in {{patient.ssn.last4}}. Medicaid ID {{patient.member}}. {{patient.name.titled}} is [[white]], [[Catholic]], drinks [[1-2]] beers a day. APS report {{case}} filed {{date.prior.us}} by <<friendrelation>> {{friend.name.plain}}.
Plan: referral to {{agency.full}}; Meals on Wheels; guardianship hearing {{date.followup.weekdaylong}}. Reach me at {{socialworker.phone.dashes}}, {{socialworker.email}}.`,
	},
	{
		id: 'social-work-placement',
		noteType: 'social-work',
		text: `CM: {{snf.full}} has a bed {{date.discharge.weekday}}; {{relative.given}} ({{relative.phone.local}}) prefers {{agency.short}}. Spoke to {{friend.given}} in admissions. PASRR done {{date.lab.md}}. {{insurer.short}} denied acute rehab, ref {{auth}}, peer to peer by {{attending.family}} before <<time>> {{date.discharge.md}}. Transport booked. Pt {{patient.name.familyinitial}} agrees. LOS [[9]] GMLOS [[4.2]]. -{{socialworker.given}}`,
	},
	{
		id: 'fax-referral',
		noteType: 'fax',
		text: `FAX  TO: {{clinic.upper}}  FAX: {{clinic.fax.parens}}  FROM: {{hospital.upper}}  PAGES [[3]]
PT NAME; {{patient.name.ocr}}   D0B: {{patient.dob.ocr}}   MRN: {{patient.mrn.ocr}}
ADM1T {{date.admission.ocr}}  PHONE {{patient.phone.spaced}}
DX: CHF, [[Crohn]] disease.  BP [[130/70]]  meds: [[Lasix]] [[40 mg]]
ATTN: DR {{pcp.name.familyupper}}. CONFIDENTIAL. If received in error call {{hospital.phone.dashes}}.
{{date.discharge.us2}} <<time>> P.[[1/3]]`,
	},
	{
		id: 'fax-order',
		noteType: 'fax',
		text: `HOME OXYGEN ORDER            {{date.discharge.us}}
Patient  {{patient.name.upper}}     HICN {{patient.mbi.plain}}
Addr     {{patient.address.upper}}
Tel      {{patient.phone.plain}}
SpO2 [[86%]] RA at rest {{date.lab.us}}; [[2 LPM]] NC; length of need [[99]] (lifetime)
Concentrator ser. no. {{device.serial}}
Physician {{pcp.name.credentialed}}  NPI {{pcp.npi}}  UPIN/Lic {{pcp.licence}}
Signature: {{pcp.name.initialed}}   Date: {{date.discharge.dashed}}`,
	},
	{
		id: 'consent-surgery',
		noteType: 'consent',
		text: `CONSENT FOR OPERATION
I, {{patient.name.full}}, authorize Dr. {{surgeon.family}} and assistants at {{hospital.full}} to perform: laparoscopic [[Nissen]] fundoplication. Risks include bleeding ([[1%]]), infection ([[2-3%]]) and the need for a [[Foley]] catheter. I [[may]] withdraw at any time.
Signature: /s/ {{patient.name.plain}}   Date {{date.surgery.us}} <<time>>
Witness: {{nurse.name.plain}}, RN   Interpreter ID {{badge}}
If signed by other than patient: {{relative.name.full}}, <<relation>>, tel. {{relative.phone.dashes}}`,
	},
	{
		id: 'consent-research',
		noteType: 'consent',
		text: `RESEARCH CONSENT NOTE, protocol subject {{study}}. {{patient.name.possessive}} questions about [[arm B]] were answered by {{dictator.name.plain}} on {{date.visit.dotted}}; copy mailed to {{patient.street}}, {{patient.city}} {{patient.zip}}. Voice print {{patient.biometric}} stored. Payment card {{patient.card}}. Contact {{dictator.email}} or {{hospital.phone.dashes}} ext {{extension}}. Visit window [[28 days]] +/- [[3]]. Next dose {{date.followup.medium}}. ECOG [[1]], [[Gleason]] [[4+3]], [[CHA2DS2-VASc]] [[4]].`,
	},
	{
		id: 'dictation-letter',
		noteType: 'dictation',
		text: `THIS IS DR. {{dictator.name.upper}} DICTATING A FOLLOW UP ON {{patient.name.upper}} MEDICAL RECORD NUMBER {{patient.mrn.spaced}} DATE OF SERVICE {{date.visit.upper}}. THE PATIENT IS A {{patient.age}} YEAR OLD <<SEX>> WHO WAS LAST SEEN IN {{date.prior.monthyear}} BY DR. {{attending.name.familyupper}}. [[WHITE]] COUNT [[8.2]]. BLOOD PRESSURE [[122 OVER 76]]. [[KAPOSI]] SARCOMA STABLE. THANK YOU. CC {{pcp.name.titledupper}} AT {{clinic.upper}}. END OF DICTATION.`,
	},
	{
		id: 'homecare-visit',
		noteType: 'homecare',
		text: `{{agency.full}} VISIT NOTE
Client {{patient.name.reversed}}, SOC {{date.admission.us}}, cert {{date.admission.us}}-{{date.followup.us}}
Address {{patient.street.abbreviated}}, {{patient.city}}, <<state>> {{patient.zip}}. Key with <<friendrelation>> {{friend.name.nickfull}} at {{friend.phone.dashes}}.
BP [[108/62]] sitting, [[92/50]] standing, BS [[142]]. [[Unna]] boot changed. [[Hoyer]] lift used. {{patient.given}} confused x [[2 days]]; {{relative.given}} says worse since {{date.onset.weekday}}. Braden [[15]]. [[Norton]] [[13]]. Called {{clinic.short}} {{clinic.phone.dots}}, left message w/ {{tech.given}}.
Mileage [[14]]. {{nurse.name.credentialed}} {{date.visit.us}}`,
	},
	{
		id: 'obstetrics-delivery',
		noteType: 'obstetrics',
		text: `DELIVERY NOTE {{date.surgery.us2}} <<time>>
{{patient.name.titledfull}}, {{patient.age}} y.o. G[[3]]P[[2]] at [[39w4d]], EDC {{date.discharge.us2}}, GBS neg, [[Rh]] pos. Prenatal care {{clinic.full}} ({{pcp.name.titled}}). [[Bishop]] score [[8]], [[Pitocin]] [[6 mU]], epidural by {{consultant.name.titled}}. SVD of live infant, [[3420 g]], Apgars [[8/9]], [[McRoberts]] not needed. Placenta intact, EBL [[300 cc]], [[2nd]] degree repaired [[3-0]] [[Vicryl]]. FOB {{relative.name.plain}} at bedside; baby will be called {{relative2.given}}. Band {{order}}. Peds: {{resident.name.titled}}.
Doula {{friend.given}}. {{attending.initials}}`,
	},
	{
		id: 'pediatrics-well',
		noteType: 'pediatrics',
		text: `WELL CHILD {{date.visit.us}}
{{patient.name.plain}} ({{patient.dob.us}}) is a <<n>>-year-old <<boy>> brought by <<his>> mom {{relative.given}}. Attends {{patient.school}}, teacher is {{friend.name.titled}}. Wt [[18.2 kg]] ([[50th]] percentile), BP [[92/54]]. [[Still]] murmur [[2/6]]. [[Tanner]] [[1]]. Vision [[20/30]]. [[Denver]] passed. [[Osgood-Schlatter]] in older sib. Vaccines: DTaP lot {{device.lot}}, given by {{nurse.initials}}. Next: {{date.followup.monthyear}}. Custody: dad {{relative2.name.plain}} needs copy at {{relative2.email}}.
{{pcp.name.credentialed}}`,
	},
];
