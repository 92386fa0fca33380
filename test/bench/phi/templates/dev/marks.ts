import type { Template } from '../../types.ts';

/** Initials, short numbers, bare days and places called by half of their name. */
export const templates: readonly Template[] = [
	{
		id: 'nursing-flow-initials',
		noteType: 'nursing',
		text: `Neuro checks q[[1]]h
[[0200]] PERRL [[3 mm]] GCS [[15]] ..... {{nurse.initials}}
[[0300]] PERRL [[3 mm]] GCS [[15]] ..... {{nurse.initials}}
[[0400]] sluggish [[4 mm]] GCS [[13]], {{resident.family}} notified ..... {{nurse2.initials}}/{{tech.initials}}
Restraint order {{date.note.md}} renewed per {{attending.family}}; skin checked ({{nurse2.initials}}). IV [[20 g]] L FA placed {{date.lab.md}} by {{tech.given}} {{tech.family}}. Pt's initials {{patient.initials}} on valuables bag #{{case}}. Call light in reach. [[NKDA]] [[DNR]] [[SCD]] on. Page {{pager}} for [[HR]] > [[120]].`,
	},
	{
		id: 'radiology-addendum-initials',
		noteType: 'radiology',
		text: `ADDENDUM: after review with {{consultant.name.titled}} on the {{date.study.dayordinal}}, the [[6 mm]] focus at [[L1]] is a [[Schmorl]] node. [[MRI]] in [[3]] months. Wet read {{resident.initials}}, final {{radiologist.initials}}.
Protocol: [[CT]] [[IV]] [[PO]]. Tech: {{tech.initials}}. Transcribed {{date.study.us2}} ({{transcriber.initials}}). Reported to {{nurse.name.credentialshort}}. Unit {{ward}}. CC: {{pcp.initials}}
{{dictator.initials}} / {{transcriber.initials}} / [[12]]`,
	},
	{
		id: 'clinic-short-line',
		noteType: 'clinic',
		text: `{{date.visit.md}}: {{patient.initials}} seen w/ {{resident.nick}}. {{patient.name.familyinitial}} doing ok since the {{date.onset.dayordinal}}, ER on {{date.prior.md}} at {{hospital2.short}}. [[BP]] [[140/80]], [[A1c]] [[7.2]]. {{nurse.nick}} to call {{relative.nick}} re [[CPAP]]. Sleep study at {{lab.short}} {{date.followup.md}}, {{place.city}}. Plan per {{attending.nick}} and {{consultant.family}}: [[Lipitor]] [[40]], [[PT]] [[2x/wk]]. Parking permit plate {{patient.plate}}. f/u {{date.followup.dayordinal}} [[9 am]]. {{pcp.initials}}`,
	},
	{
		id: 'table-signoff',
		noteType: 'table',
		text: `SURGICAL SAFETY CHECKLIST   {{date.surgery.us}}   OR {{room}}   {{patient.name.caps}}   {{patient.mrn.plain}}
item | time | initials
Site marked | [[0712]] | {{surgeon.initials}}
Antibiotic [[Ancef]] [[2 g]] | [[0731]] | {{dictator.initials}}
Time out | [[0738]] | {{nurse.initials}}, {{surgeon.initials}}, {{consultant.initials}}
Counts [[x3]] | [[0915]] | {{nurse.initials}}/{{tech.initials}}
Specimen {{specimen}} | [[0922]] | {{tech.initials}}
Implant lot {{device.lot}} ser {{device.serial}} | [[0900]] | {{nurse2.initials}}
Signature key: {{nurse.initials}} = {{nurse.name.plain}}; {{tech.initials}} = {{tech.name.plain}}`,
	},
	{
		id: 'consult-lower',
		noteType: 'consult',
		text: `id c/s. thx dr {{attending.name.familylower}}. {{patient.name.lower}} {{patient.age}}<<SEX>> w/ [[msra]] bacteremia {{date.lab.md}} ([[2/4]]), tte {{date.study.md}} neg. seen w/ {{resident.name.lower}} and np {{nurse.name.familylower}}. lives in {{patient.city.lower}}, works at {{patient.employer}}, dog bite at {{place.landmark}} on the {{date.injury.dayordinal}}. [[bartonella]], [[q fever]] sent to {{lab.short}}, acc {{accession}}. vanc [[1 g]] q[[8]]. <<relation>> {{relative.name.givenlower}} {{relative.phone.plain}}. will follow. {{consultant.name.familylower}} beeper {{consultant.pager}}`,
	},
	{
		id: 'social-work-short',
		noteType: 'social-work',
		text: `{{patient.given}} wants to go to {{snf.short}}, second choice {{agency.short}}; {{relative.given}} prefers {{place.city}}. Ins: {{insurer.short}}. Transport {{date.discharge.md}} [[1400]]. {{nurse.given}} from {{hospital2.short}} called. Bank {{patient.account}}. Parole officer {{friend.name.familyupper}}, badge no. {{badge}}. Fingerprints on file {{patient.biometric}}, photo {{patient.photo}}. Now {{patient.age}}, [[widowed]], [[veteran]]. {{socialworker.initials}} x{{extension}}`,
	},
	{
		id: 'emergency-medic',
		noteType: 'emergency',
		text: `EMS run {{case}} {{date.admission.us2}}: dispatched <<time>> to {{place.street}}, {{place.city}}, for {{patient.name.titledupper}}, {{patient.age.words}} years. Crew {{tech.name.familyupper}}/{{nurse.name.familyupper}}. [[King]] tube, [[LUCAS]] on, epi [[1 mg]] x[[3]], [[Zoll]] pads, ROSC [[14 min]]. [[12]]-lead [[STEMI]]. Vehicle {{patient.plate}} and keys to PD, case {{case}}. Received by {{nurse2.family}} RN; MD {{attending.family}}. Neighbor {{friend.given}} at scene: last seen {{date.onset.weekday}}. Pacer lot {{device.lot}}, monitor {{device.serial}}. Bystander {{friend.phone.local}}.`,
	},
	{
		id: 'pharmacy-batch',
		noteType: 'pharmacy',
		text: `IV ROOM LOG {{date.note.us2}} | {{patient.name.familyinitial}} {{patient.mrn.plain}} {{ward}} | [[TPN]] [[1.8 L]] | lot {{device.lot}} | made {{tech.initials}} | checked {{dictator.initials}} | label {{order}}
{{patient.name.familyinitial}} | [[Zosyn]] [[4.5 g]] | lot {{implantlot}} | {{tech.initials}} | {{dictator.initials}}
Temp [[4 C]]; hood cert {{date.prior.my}}; waste [[2/10]]; next check the {{date.followup.dayordinal}}. Called {{nurse.nick}} on {{ward}}: {{date.note.md}} dose late.`,
	},
	{
		id: 'portal-thread',
		noteType: 'portal',
		text: `[{{date.visit.us2}}] {{patient.handle}}: is {{pcp.given}} in on the {{date.followup.dayordinal}}? my [[inr]] was [[2.9]]
[{{date.visit.us2}}] {{nurse.nick}} ({{clinic.short}}): Hi {{patient.nick}}, Dr {{pcp.family}} is out til {{date.followup.md}}. Want {{dictator.given}} instead?
[{{date.visit.us2}}] {{patient.handle}}: sure. my <<relation>> {{relative.name.givenlower}} will drive me from {{patient.city.lower}}
[{{date.visit.us2}}] {{nurse.nick}}: ok [[10:15]]. bring the [[BP]] log`,
	},
	{
		id: 'discharge-birth',
		noteType: 'obstetrics',
		text: `NEWBORN of {{patient.name.titled}} ({{patient.initials}}, {{patient.mrn.plain}}): girl, to be named {{relative2.given}}, born {{date.surgery.md}} at <<time>>, [[3150 g]], Apgar [[8/9]], [[Ballard]] [[39]], bili [[7.2]], [[Ortolani]] and [[Barlow]] neg, [[Mongolian]] spot. Hep B lot {{device.lot}} given {{date.surgery.monthday}} by {{nurse.initials}}. Band {{account}}. Father {{relative.name.nickfull}}, {{relative.phone.dots}}. Doula from {{agency.short}}. Home the {{date.discharge.dayordinal}}; {{pcp.family}} [[48 h]]. Circ n/a. {{resident.initials}}/{{attending.initials}}`,
	},
];
