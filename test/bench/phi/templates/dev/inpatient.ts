import type { Template } from '../../types.ts';

export const templates: readonly Template[] = [
	{
		id: 'discharge-pneumonia',
		noteType: 'discharge',
		text: `DISCHARGE SUMMARY
Patient: {{patient.name.caps}}    MRN: {{patient.mrn.plain}}    DOB: {{patient.dob.us}}
Admitted: {{date.admission.us}}   Discharged: {{date.discharge.us}}
Attending: {{attending.name.credentialed}}   PCP: {{pcp.name.plain}}

HISTORY: {{patient.name.titled}} is a {{patient.age}} year old <<man>> with COPD ([[GOLD]] stage [[3]]), [[Graves]] disease and [[Raynaud]] phenomenon who presented on {{date.admission.monthday}} with [[4 days]] of cough. On arrival BP [[138/82]], HR [[104]], SpO2 [[89%]] on room air, temp [[38.9]]. WBC [[14.2]], lactate [[1.8]].

HOSPITAL COURSE: Treated with ceftriaxone [[1 g]] daily and azithromycin. Seen by {{consultant.name.titled}} from pulmonary on {{date.visit.md}}; CURB-65 score [[3/5]]. Weaned to room air over [[72 hours]]. A [[Foley]] catheter was removed on hospital day [[2]]. <<His>> <<relation>> {{relative.name.plain}} (cell {{relative.phone.dashes}}) was updated daily. {{patient.nick}} ambulated with physical therapy, strength [[5/5]] throughout.

DISPOSITION: ((Home with services|To {{snf.full}})). Follow up with {{pcp.name.titled}} at {{clinic.full}} on {{date.followup.us2}}.
MEDS: Levothyroxine [[75 mcg]] daily, [[Advair]] [[250/50]] one puff twice daily, prednisone taper [[40 mg]] x [[5 days]].

{{attending.name.plain}}, dictated {{date.discharge.us2}}`,
	},
	{
		id: 'discharge-hip',
		noteType: 'discharge',
		text: `{{hospital.upper}}
{{hospital.address.block}}
Phone {{hospital.phone.parens}} Fax {{hospital.fax.parens}}

Name: {{patient.name.reversed}}
Medical Record #: {{patient.mrn.spaced}}
Account No: {{account}}
Date of Birth: {{patient.dob.long}}
Admission Date: {{date.admission.medium}}
Discharge Date: {{date.discharge.medium}}
Unit: {{ward}}   Room {{room}}

This {{patient.age}}-year-old <<lady>> fell at home in {{patient.city}} on {{date.injury.weekday}} and sustained a [[Garden III]] femoral neck fracture. {{surgeon.name.titledfull}} performed a hemiarthroplasty on {{date.surgery.ordinal}}. Estimated blood loss [[250 mL]], Hgb nadir [[8.1]]. Post-op pain [[6/10]] falling to [[2/10]]. [[Braden]] score [[17]]. Weight bearing as tolerated, [[1/2]] tab oxycodone before therapy. Implant [[Zimmer]] stem, serial {{device.serial}}.

Lives alone at {{patient.street}}; <<friendrelation>> {{friend.given}} feeds the cat. The <<relation>>, {{relative.name.full}}, holds power of attorney and can be reached at {{relative.phone.dots}}. Accepted at {{snf.full}} ({{snf.phone.dashes}}).

Return in [[2 weeks]] for staple removal. [[May]] shower. [[Will]] need [[long]] leg stockings.

{{resident.name.credentialed}} for {{attending.name.credentialed}}`,
	},
	{
		id: 'discharge-lower',
		noteType: 'discharge',
		text: `pt {{patient.name.lower}}, {{patient.age}} yo, mrn {{patient.mrn.plain}}. came in {{date.admission.md}} w/ chf exac, bnp [[1840]], ef [[30-35%]]. diuresed [[6 kg]], net neg [[4.2 L]]. bp [[96/58]] so lisinopril held. cr [[1.4]] -> [[1.1]]. [[white]] count nl. {{attending.name.titledlower}} agrees w plan. ((d/c home|d/c to {{snf.short}})) {{date.discharge.md}}. {{relative.name.givenlower}} ({{relative.phone.dots}}) picking up. f/u {{pcp.name.titledlower}} {{date.followup.weekday}} or call {{clinic.phone.dashes}}. daily [[weight]], call for gain [[3 lb]]/[[1 day]] or [[5 lb]]/[[1 week]].`,
	},
	{
		id: 'discharge-expired',
		noteType: 'discharge',
		text: `DEATH SUMMARY
RE: {{patient.name.full}} / {{patient.dob.dashed}} / #{{patient.mrn.dashed}}
Date of death: {{date.death.long}} at <<time>>
{{patient.name.titled}}, {{patient.age.words}} years of age, was transferred from {{snf.full}} on {{date.admission.long}} with septic shock, [[Pseudomonas]] in [[2/2]] bottles, [[APACHE II]] score [[31]]. Norepinephrine reached [[30 mcg/min]]. After a meeting with <<relation>> {{relative.name.plain}} and <<relation2>> {{relative2.name.plain}} care was directed at comfort. {{nurse.given}} from hospice and Chaplain {{friend.family}} were at the bedside. Pronounced by {{resident.name.titled}}. The medical examiner of {{patient.county}} declined the case (no. {{case}}). Belongings given to {{relative.given}}; funeral home called.
Signed: {{attending.name.signature}}`,
	},
	{
		id: 'transfer-stemi',
		noteType: 'transfer',
		text: `INTERFACILITY TRANSFER
From: {{hospital2.full}}   To: {{hospital.full}}
Pt: {{patient.name.caps}}  DOB {{patient.dob.us2}}  SSN {{patient.ssn.dashed}}
Accepting: {{attending.name.titled}}, cath lab pager {{pager}}. Sending RN {{nurse.name.initialed}} ext {{extension}}.
Onset <<time>> on {{date.onset.us}}. ECG: [[3 mm]] ST elevation [[V2-V4]]. Troponin [[12.4]]. Aspirin [[324 mg]], heparin bolus [[4000 units]], [[Brilinta]] [[180 mg]]. Vitals [[102/64]], [[88]], [[18]], [[97%]] on [[2 L]]. GCS [[15]]. [[Killip]] class [[II]]. Lines: [[18 g]] left AC. Door to balloon goal [[90 min]].
Belongings sent with <<relation>> {{relative.name.plain}}, driving from {{place.city}}, {{relative.phone.plain}}.
Insurance: {{insurer.full}}, member {{patient.member}}, group {{patient.group}}.`,
	},
	{
		id: 'nursing-shift',
		noteType: 'nursing',
		text: `<<time>> Assumed care of pt from {{nurse.given}} RN. {{patient.given}} A&O x [[3/4]], c/o pain [[7/10]] to <<side>> hip, medicated per MAR. VS [[118/70]] [[98.4]] [[76]] [[16]] [[95%]] RA. [[Foley]] draining clear yellow urine [[400 cc]]. Stage [[2]] [[wound]] to sacrum [[2x3 cm]], [[Mepilex]] changed. Fall risk, [[Morse]] [[65]], bed alarm on, bed {{bed}}.
<<time>> {{patient.name.titledpossessive}} <<relation>> {{relative.given}} called from {{relative.phone.dashes}}, wants {{resident.name.titled}} to call back. Paged {{pager}}.
<<time>> Dr. {{attending.family}} at bedside w/ {{tech.given}} from respiratory. New order: lasix [[40 mg]] IV x[[1]].
<<time>> Report given to {{nurse2.name.familyinitial}}. -- {{nurse.initials}} RN`,
	},
	{
		id: 'nursing-transfusion',
		noteType: 'nursing',
		text: `TRANSFUSION RECORD
{{patient.name.reversed}} | {{patient.mrn.zeros}} | Rm {{room}} | {{date.note.iso}}
Unit {{bloodunit}} checked by {{nurse.name.credentialshort}} and {{nurse2.name.credentialshort}}. Blood type [[O pos]], crossmatch compatible. Started <<time>>, [[75 mL/h]] for first [[15 min]] then [[150 mL/h]]. Pre: T [[36.8]] P [[92]] BP [[104/56]]. Post: T [[37.1]] P [[88]] BP [[112/60]]. No reaction. Hgb [[6.8]] to [[8.2]]. Armband no. {{patient.account}}. Consent signed {{date.note.us}} with <<relation>> {{relative.name.nickfull}} present.`,
	},
	{
		id: 'nursing-wound',
		noteType: 'nursing',
		text: `WOUND CARE NOTE {{date.note.us2}}
Seen for [[Charcot]] foot ulcer, [[Wagner]] grade [[2]]. {{patient.name.titled}} reports the dressing got wet on {{date.onset.weekday}} at {{place.landmark}}. [[Wound]] measures [[2.4 x 1.8 x 0.3 cm]], [[rose]]-colored bed, [[white]] slough [[10%]]. [[Long]] axis unchanged over [[3 weeks]]. ABI [[0.9]]. [[Wound vac]] at [[125 mmHg]]. Photo {{patient.photo}} uploaded. {{patient.nick}} [[will]] offload with a [[CAM]] boot and [[may]] bear weight on the heel.
Supplies from {{agency.full}}. Next visit {{date.followup.monthday}} with {{nurse.given}} or {{nurse2.given}}. Call {{patient.cell.dashes}}; email {{patient.email}}.
W. Care: {{nurse.name.credentialed}}`,
	},
	{
		id: 'operative-hernia',
		noteType: 'operative',
		text: `OPERATIVE REPORT
PATIENT NAME: {{patient.name.upper}}
MR#: {{patient.mrn.plain}}
DATE OF OPERATION: {{date.surgery.us}}
SURGEON: {{surgeon.name.upper}}, M.D.
ASSISTANT: {{resident.name.upper}}, M.D.
ANESTHESIA: General, {{consultant.name.plain}}

PREOPERATIVE DIAGNOSIS: <<side>> inguinal hernia.
PROCEDURE: [[Lichtenstein]] repair with [[Prolene]] mesh, lot {{device.lot}}.
FINDINGS: Indirect sac, [[Cooper]] ligament intact, [[Hesselbach]] triangle weak.
TECHNIQUE: With {{patient.name.titled}} supine, a [[6 cm]] incision was made. [[Scarpa]] fascia divided. A [[Penrose]] drain was passed about the cord. Mesh [[7 x 15 cm]] was secured with [[2-0]] [[Vicryl]]. [[Allis]] and [[Babcock]] clamps, [[Bovie]] cautery. EBL [[10 mL]]. Counts correct x[[2]].
Specimen {{specimen}} to pathology. To PACU in stable condition.

{{surgeon.initials}}/{{transcriber.initials}}  D: {{date.surgery.us}} T: {{date.discharge.us}}`,
	},
	{
		id: 'operative-pacemaker',
		noteType: 'operative',
		text: `Pacemaker implant, {{date.surgery.long}}, {{hospital.full}}
{{patient.name.full}} ({{patient.age}} <<SEX>>), chart {{patient.mrn.prefixed}}. Indication: [[Mobitz]] II block, rate [[38]].
Generator: [[Azure]] dual chamber, S/N {{device.serial}}. UDI {{device.udi}}. Leads: RA threshold [[0.5 V]] at [[0.4 ms]], impedance [[540 ohm]]; RV [[0.75 V]]. Programmed DDD [[60-130]].
Remote monitor paired, MAC {{mac}}. {{patient.given}} and <<his>> <<relation>> {{relative.given}} received the card. Device rep {{tech.name.plain}} present. Site check on {{date.followup.weekdaylong}} in {{clinic.short}}, call {{clinic.phone.parens}}.
{{consultant.name.titledfull}}, NPI {{consultant.npi}}`,
	},
];
