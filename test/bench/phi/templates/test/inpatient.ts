import type { Template } from '../../types.ts';

export const templates: readonly Template[] = [
	{
		id: 'discharge-stroke-t',
		noteType: 'discharge',
		text: `Summary of hospitalization, {{hospital.full}}, {{date.admission.longrange}}

We cared for {{patient.name.full}} (record {{patient.mrn.plain}}, born {{patient.dob.medium}}), a right-handed {{patient.age}}-year-old <<man>> who developed [[Broca]] aphasia and <<side>> weakness [[2/5]] while shopping at {{place.landmark}} on {{date.onset.monthday}}. NIHSS [[11]]. tPA at [[142 minutes]]. <<His>> <<relation>> {{relative.given}} gave the history. MRI: [[2 cm]] infarct. Carotid stenosis [[60-70%]]. LDL [[131]], A1c [[6.1]]. [[Holter]] [[48 h]]: no AF.
At discharge [[Rankin]] [[3]], arm [[4-/5]]. Started [[Lipitor]] [[80 mg]], aspirin [[81 mg]]. To {{snf.full}} on {{date.discharge.monthday}}; {{relative.name.titledpossessive}} mobile is {{relative.phone.dots}}.
Stroke clinic: {{consultant.name.titledfull}}, {{date.followup.weekday}} {{date.followup.us2}}.
Prepared by {{resident.name.credentialed}}; cosigned {{attending.name.initialed}}`,
	},
	{
		id: 'discharge-instructions-t',
		noteType: 'discharge',
		text: `After your stay - for {{patient.nick}} {{patient.family}}
You were in room {{room}} on {{ward}} from {{date.admission.weekdaylong}} to {{date.discharge.weekdaylong}}. Your doctor was {{attending.name.titled}} and your nurses were {{nurse.given}} and {{nurse2.given}}.
Take [[1/2]] tablet of [[Lopressor]] [[25 mg]] twice a day. Stop [[Motrin]]. Weigh yourself each [[day]]; call if you gain [[3]] pounds. You [[may]] drive in [[2 weeks]]. You [[will]] feel tired for a [[long]] time.
Questions? {{hospital.phone.parens}}, ask for extension {{extension}}. Next visit: {{date.followup.ordinal}} at {{clinic.full}} with {{pcp.name.titled}}. Your medical record number is {{patient.mrn.dashed}}; log in at {{hospital.url}} as {{patient.handle}}.`,
	},
	{
		id: 'transfer-psych-t',
		noteType: 'transfer',
		text: `TRANSFER SUMMARY ({{hospital2.short}} => {{hospital.short}})
Legal name {{patient.name.reversed}}; goes by {{patient.nick}}. DOB {{patient.dob.iso}}; MRN here {{patient.mrn.plain}}; SSN {{patient.ssn.spaced}}.
Arrived {{date.admission.anypartial}}, medically cleared {{date.lab.us2}}. Li level [[0.9]]. QTc [[431 ms]]. [[Seroquel]] [[200 mg]] hs, [[Depakote]] [[500]] bid. [[Braden]] [[22]]. Report to {{nurse.given}} at {{hospital.phone.spaced}} x {{extension}}. Guardian: {{relative.name.full}} of {{relative.address.line}}. Car {{patient.plate}} impounded. Attending to attending: {{attending.family}} / {{consultant.family}}.`,
	},
	{
		id: 'nursing-sbar-t',
		noteType: 'nursing',
		text: `SBAR to {{resident.name.titledlower}} <<time>>: S - {{patient.name.lower}} in {{room}} desatting to [[84%]], RR [[32]]. B - {{patient.age}} y/o, POD [[2]] from whipple w/ {{surgeon.name.titledlower}}, h/o [[sjogren]], [[addison]] dz. A - [[bp 88/50]], [[hr 128]], crackles, [[rass -1]]. R - cxr, abg, [[lasix]] [[20 mg]]. family: <<relation>> {{relative.name.lower}} aware at {{relative.phone.dashes}}. {{nurse.name.initials}}, rrt {{tech.given}}`,
	},
	{
		id: 'nursing-handoff-t',
		noteType: 'nursing',
		text: `Handoff {{date.note.weekdaymonth}} nights -> days
{{patient.family}}, bed {{bed}}: {{patient.age}} <<SEX>>, {{attending.family}} pt. Overnight: [[Tele]] SR [[60s]], [[K 3.4]] replaced with [[40 mEq]]. Drains: [[Blake]] x[[2]] [[35 mL]], [[Dobhoff]] at [[65 cm]]. [[Rose]]-tinged urine. Skin: [[Stage 1]] heel. Called <<relation>> ({{relative.nick}}) {{date.note.monthday}}, no answer. {{patient.name.titled}} prefers to be called {{patient.nick}}. Needs: {{specimen}} resent; consent for {{date.surgery.md}}; transport from {{agency.short}}. {{nurse2.name.credentialshort}} to {{nurse.name.credentialshort}}`,
	},
	{
		id: 'operative-spine-t',
		noteType: 'operative',
		text: `Procedure Note
Date of procedure {{date.surgery.short}}; case {{case}}; OR staff {{nurse.name.plain}} RN (circulating), {{tech.name.plain}} (scrub).
{{patient.name.titledfull}}, identified by band {{account}}, had [[L4-L5]] and [[L5-S1]] decompression by {{surgeon.name.titledfull}} with {{resident.name.plain}} assisting. [[Jackson]] table, [[Mayfield]] clamp, [[Kerrison]] [[3 mm]] rongeurs, [[Gelfoam]]. Screws [[6.5 x 45 mm]], lot {{implantlot}}, serial number {{device.serial}}. MAP > [[85]]. Motor [[5/5]] after. [[Hemovac]] out at [[30 mL]]/[[8 h]]. Family ({{relative.name.nickfull}}) spoken to at <<time>>.
Signed {{surgeon.name.signature}}`,
	},
	{
		id: 'operative-endoscopy-t',
		noteType: 'operative',
		text: `COLONOSCOPY REPORT - {{clinic.full}}
{{patient.name.caps}} | {{patient.dob.dotted}} | {{patient.age}} | ref. by {{pcp.name.reversed}}
Scope no. {{device.serial}}. [[Mallampati]] [[2]], ASA [[III]]. Fentanyl [[75 mcg]], [[Versed]] [[3 mg]]. [[Boston]] prep score [[8/9]]. Cecum at [[6 min]], withdrawal [[11 min]]. [[4 mm]] polyp at [[25 cm]] ([[Paris]] [[Is]]), jar {{specimen}}. [[Barrett]] segment [[C2M4]] on EGD {{date.prior.us2}}. Recall [[5 years]]. Driver: {{relative.name.plain}} {{relative.phone.local}}. IMAGES {{patient.photo}}. Performed {{date.surgery.datetime}} {{consultant.name.credentialshort}}`,
	},
	{
		id: 'radiology-ct-t',
		noteType: 'radiology',
		text: `CT ABDOMEN/PELVIS W CONTRAST  Exam date: {{date.study.us2}}  Accession number: {{accession}}
Patient name: {{patient.name.plain}}   Patient ID: {{patient.mrn.plain}}   Ordering: {{attending.name.plain}}
INDICATION: {{patient.age}}-year-old with pain. TECHNIQUE: [[100 mL]] [[Omnipaque]] [[350]]. DLP [[640]].
Liver [[16 cm]], [[Riedel]] lobe. [[Bosniak]] [[IIF]] cyst [[2.1 cm]]. [[Hartmann]] pouch. [[Meckel]] not seen. No [[Spigelian]] hernia. [[T12]] compression, [[20%]]. Compared to {{date.prior.us}} ({{hospital2.full}}).
IMPRESSION: 1. Diverticulitis, [[Hinchey]] [[Ib]]. 2. Follow-up in [[6-8 weeks]].
Dr. {{radiologist.name.plain}} discussed with {{resident.given}} at <<time>> on {{date.study.monthday}}.
Report {{order}} final; transcribed by {{transcriber.initials}}`,
	},
	{
		id: 'radiology-us-t',
		noteType: 'radiology',
		text: `us leg dvt study for {{patient.name.reversed}} {{date.study.md}}. hx: swelling [[3 days]], [[wells]] [[2]]. sonographer {{tech.given}}. common femoral compressible. [[baker]] cyst [[4.2 x 1.1 cm]]. no dvt. prelim to {{nurse.given}} ed {{hospital.phone.dashes}}. read {{radiologist.name.titledlower}}, study {{uid}}`,
	},
];
