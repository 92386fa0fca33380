import type { Template } from '../../types.ts';

export const templates: readonly Template[] = [
	{
		id: 'radiology-chest',
		noteType: 'radiology',
		text: `EXAM: XR CHEST 2 VIEWS
PATIENT: {{patient.name.caps}}  ACC: {{accession}}  DOB: {{patient.dob.us}}
DATE: {{date.study.datetime}}
REQUESTED BY: {{attending.name.reversed}}
COMPARISON: {{date.prior.us2}}, {{date.prior.monthyear}}.
FINDINGS: [[Swan-Ganz]] catheter tip in the right PA. Heart size upper normal, CT ratio [[0.52]]. [[Kerley]] B lines. No pneumothorax. [[7 mm]] nodule right upper lobe, unchanged. Old fracture of rib [[7]]. Degenerative change at [[T8-9]].
IMPRESSION: Mild edema. Nodule follow-up in [[12 months]] ([[Fleischner]]).
Findings called to {{nurse.given}} on {{ward}} at <<time>> by Dr. {{radiologist.family}}.
Electronically signed: {{radiologist.name.plain}} {{date.study.us}}`,
	},
	{
		id: 'radiology-mri',
		noteType: 'radiology',
		text: `MRI LUMBAR SPINE WITHOUT CONTRAST
{{patient.name.plain}}, MRN {{patient.mrn.plain}}, order {{order}}, study UID {{uid}}
Clinical: [[3 months]] of back pain, [[4/5]] weakness, fell on {{date.injury.md}}.
Technique: [[1.5 T]], T1 and T2.
[[L3-4]]: mild stenosis. [[L4-5]]: [[5 mm]] disc extrusion, [[Modic]] type [[2]]. [[L5-S1]]: grade [[1]] slip. [[Schmorl]] node at [[L2]]. [[Tarlov]] cyst [[12 mm]]. Conus at [[L1]].
Compared with outside CT from {{hospital2.full}} of {{date.prior.medium}}.
Impression: see above. [[May]] explain the <<side>> [[S1]] signs.
{{dictator.initials}}:{{transcriber.initials}} D: {{date.study.us2}} T: {{date.study.us2}}
{{radiologist.name.credentialed}}`,
	},
	{
		id: 'radiology-mammo',
		noteType: 'radiology',
		text: `Dear {{patient.name.titledfull}},
your mammogram of {{date.study.long}} at {{hospital.short}} shows no sign of cancer ([[BI-RADS 1]]). Your next one is due in [[12 months]]. If you notice a [[lump]], call {{hospital.phone.dashes}}. A copy went to {{pcp.name.titled}}.
Your results are also in the portal at {{patient.url}} (user {{patient.handle}}).
{{patient.address.block}}`,
	},
	{
		id: 'pathology-colon',
		noteType: 'pathology',
		text: `SURGICAL PATHOLOGY  {{specimen}}
Name {{patient.name.reversed}}     Med Rec {{patient.mrn.plain}}
Collected {{date.surgery.us}}  Received {{date.surgery.us}}  Reported {{date.discharge.us}}
Submitting: {{surgeon.name.plain}} MD / {{hospital.full}}
A. COLON, SIGMOID, RESECTION: Moderately differentiated adenocarcinoma, [[pT3 N1a]], [[2/17]] nodes positive. [[Dukes]] C. Margins negative, closest [[4 mm]]. MLH1 retained. [[Ki-67]] [[40%]].
GROSS: Received fresh labeled "{{patient.family}}" a [[14.5 cm]] segment. Blocks [[A1-A12]]. [[H&E]], [[CD31]] and [[Masson]] stains.
Seen in conference {{date.discharge.monthday}} with {{consultant.name.titled}}. Slides reviewed by {{dictator.initials}}.
Sent to {{lab.full}} for [[KRAS]], requisition {{order}}.`,
	},
	{
		id: 'pathology-skin',
		noteType: 'pathology',
		text: `{{lab.upper}}
ACCESSION {{accession}} PT {{patient.name.upper}} AGE {{patient.age}} SEX <<SEX>>
SKIN, <<side>> BACK, PUNCH: Melanoma, [[Breslow]] [[0.8 mm]], [[Clark]] level [[III]], mitoses [[1/mm2]]. No ulceration.
COMMENT: Discussed with {{pcp.name.titledupper}} BY PHONE {{date.lab.upper}}. [[Spitz]] features absent. S-100, [[Melan-A]] positive.
CPT [[88305]] ICD-10 [[C43.59]]`,
	},
	{
		id: 'table-labs',
		noteType: 'table',
		text: `LAB FLOWSHEET | {{patient.name.caps}} | {{patient.mrn.plain}} | {{ward}}
Date | {{date.admission.us2}} | {{date.lab.us2}} | {{date.discharge.us2}}
Na | [[138]] | [[136]] | [[141]]
K | [[4.1]] | [[3.3]] | [[4.0]]
Cr | [[1.21]] | [[0.98]] | [[1.02]]
Hgb | [[10.2]] | [[9.6]] | [[9.9]]
Plt | [[212]] | [[198]] | [[240]]
INR | [[1.1]] | [[2.4]] | [[2.1]]
pH | [[7.31]] | [[7.38]] | [[7.40]]
Drawn by | {{nurse.initials}} | {{nurse2.initials}} | {{nurse.initials}}
Order | {{order}} | {{accession}} | {{specimen}}
Reviewed: {{resident.name.initialed}} {{date.discharge.datetime}}`,
	},
	{
		id: 'table-list',
		noteType: 'table',
		text: `ROUNDING LIST {{date.note.weekdaymonth}}
Rm	Name	Age	Dx	Plan
{{room}}	{{patient.name.familyinitial}}	{{patient.age}}	[[Crohn]] flare	CTE, [[Humira]] #[[3]]
Contact: {{relative.name.plain}} (<<relation>>) {{relative.phone.local}}
Attending {{attending.family}}  Resident {{resident.family}}  RN {{nurse.given}}
To do: [[K]] [[3.1]], replete; [[d/c]] [[JP]] drain; sign out to {{dictator.given}} at <<time>>`,
	},
	{
		id: 'table-demographics',
		noteType: 'table',
		text: `FACE SHEET
Last Name: {{patient.family}}
First Name: {{patient.given}}
MI: {{patient.name.middle}}
DOB: {{patient.dob.us}}   Age: {{patient.age}}   Sex: <<SEX>>
SSN: {{patient.ssn.dashed}}
Address: {{patient.street}}
City: {{patient.city}}  State: <<state>>  Zip: {{patient.zip.plus4}}
County: {{patient.county}}
Home Ph: {{patient.phone.parens}}  Cell: {{patient.cell.parens}}  Work: {{patient.workphone.ext}}
Email: {{patient.email}}
Employer: {{patient.employer}}
DL #: {{patient.driver}}
Guarantor: {{relative.name.reversed}}  Relation: <<relation>>  DOB: {{relative.dob.us}}
Emergency Contact: {{relative2.name.full}}  Ph: {{relative2.phone.parens}}
Payor: Medicare  ID: {{patient.mbi.dashed}}   Secondary: {{patient.member}}  Grp: {{patient.group}}
Visit #: {{encounter}}  Acct: {{account}}
Religion: Lutheran  Language: English  Race: [[White]]  Smoker: [[1/2]] ppd`,
	},
	{
		id: 'audit-access',
		noteType: 'audit',
		text: `{{date.note.isotime}} user={{nurse.email}} action=VIEW patient={{patient.mrn.plain}} enc={{encounter}} src={{ip}} status=[[200]] ms=[[41]]
{{date.note.isotime}} user={{resident.email}} action=PRINT doc=[[Discharge]] patient={{patient.mrn.plain}} src={{ipv6}} dev={{mac}}
{{date.discharge.isotime}} portal login handle={{patient.handle}} src={{patient.ip}} agent=[[Mozilla/5.0]]
{{date.discharge.isotime}} BREAK-GLASS by {{attending.name.plain}} badge {{attending.badge}} reason="ED {{patient.family}}"`,
	},
	{
		id: 'audit-dictation-line',
		noteType: 'audit',
		text: `JOB {{order}} AUTHOR {{dictator.name.caps}} MT {{transcriber.initials}} LEN [[04:12]] D {{date.note.compact}} T {{date.discharge.compact}} PT {{patient.name.reversed}} MR {{patient.mrn.zeros}} CC {{pcp.name.reversed}}; {{consultant.name.reversed}} STATUS [[FINAL]] VERSION [[2.1]]
WORKSTATION {{ip}} TEMPLATE [[H&P]] WORDS [[512]]`,
	},
];
