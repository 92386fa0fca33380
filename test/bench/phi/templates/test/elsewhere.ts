import type { Template } from '../../types.ts';

export const templates: readonly Template[] = [
	{
		id: 'pathology-marrow-t',
		noteType: 'pathology',
		text: `BONE MARROW REPORT {{lab.full}}
Case: {{specimen}}   Pt: {{patient.name.full}}   Sex/Age: <<SEX>>/{{patient.age}}   Hosp #: {{patient.mrn.zeros}}
Taken {{date.lab.medium}} by {{resident.name.titled}} ({{ward}}).
Cellularity [[40%]], blasts [[2%]], M:E [[3:1]]. [[Auer]] rods absent. [[Giemsa]], [[Prussian blue]] [[2+/4+]]. [[Howell-Jolly]] bodies. JAK2 V617F neg, [[BCR-ABL]] neg. Prior biopsy {{date.prior.my}}, [[Hodgkin]] in remission. Flow at {{hospital2.full}}, ref {{accession}}.
Verbal to {{consultant.name.plain}} {{date.lab.us2}}. Pathologist {{dictator.name.credentialed}}, lic. no. {{dictator.licence}}`,
	},
	{
		id: 'table-vitals-t',
		noteType: 'table',
		text: `{{patient.name.caps}};{{patient.mrn.plain}};{{patient.dob.compact}};{{room}}
time;bp;hr;rr;spo2;temp;pain;by
{{date.note.md}} [[08:00]];[[118/64]];[[78]];[[16]];[[97]];[[36.6]];[[2/10]];{{nurse.initials}}
{{date.note.md}} [[12:00]];[[124/70]];[[82]];[[18]];[[96]];[[36.9]];[[4/10]];{{nurse.initials}}
{{date.discharge.md}} [[08:00]];[[110/60]];[[71]];[[14]];[[98]];[[36.4]];[[0/10]];{{nurse2.initials}}
i/o [[1240/1100]]; wt [[71.4 kg]]; verified {{nurse.name.plain}}; visit {{visit}}`,
	},
	{
		id: 'table-registration-t',
		noteType: 'table',
		text: `REGISTRATION
PATIENT.......: {{patient.name.reversed}}
BIRTHDATE.....: {{patient.dob.military}}
SOC SEC NO....: {{patient.ssn.plain}}
HOME..........: {{patient.address.block}}
PHONES........: H {{patient.phone.dots}} / M {{patient.cell.dots}}
SUBSCRIBER....: {{relative.name.reversed}} (<<relation>>) {{relative.dob.us2}}
PLAN..........: {{insurer.full}}  POLICY {{patient.member}}  GROUP {{patient.group}}  MBI {{patient.mbi}}
CLAIM.........: {{claim}}     AUTH {{auth}}
ENCOUNTER.....: {{encounter}}     HAR {{account}}
REFERRING.....: {{pcp.name.upper}}  NPI {{pcp.npi}}
PHOTO ON FILE.: {{patient.photo}}   PALM ID {{patient.biometric}}`,
	},
	{
		id: 'audit-export-t',
		noteType: 'audit',
		text: `[{{date.note.isotime}}] INFO export by {{tech.name.plain}} <{{tech.email}}> host [[ws-14]] addr {{ipv6}} rows [[250]] cohort {{study}} first_mrn={{patient.mrn.plain}} acc={{accession}}
[{{date.note.isotime}}] WARN merge {{patient.name.caps}} / {{patient.name.typo}} score [[0.93]] by {{badge}}
[{{date.note.isotime}}] INFO fax to {{clinic.fax.plain}} pages [[4]] retry [[2/5]] from {{ip}}`,
	},
	{
		id: 'clinic-oncology-t',
		noteType: 'clinic',
		text: `ONCOLOGY FOLLOW-UP. {{date.visit.ofmonth}}. {{patient.name.titledfull}} comes with {{relative.given}} (<<relation>>) and <<friendrelation>> {{friend.name.plain}}.
Dx: [[Burkitt]] lymphoma, [[Ann Arbor]] [[IIB]], [[R-CHOP]] cycle [[4/6]]; {{patient.given}} had [[mouth]] sores until {{date.prior.holiday}}. Retired from {{patient.employer}}; moved from {{place.city}}, {{place.county}}, in <<year>>.
[[Karnofsky]] [[80]]. BP [[142/86]], wt [[64.5 kg]]. WBC [[2.1]], ANC [[0.9]], plt [[88]]. [[Deauville]] [[3]].
Plan: [[Neulasta]] [[6 mg]]; port check {{date.followup.weekday}} by {{nurse.given}}. Trial {{study}} visit. {{consultant.name.dotted}} / {{pcp.name.titled}} cc. Call {{patient.phone.parens}}.`,
	},
	{
		id: 'consult-id-t',
		noteType: 'consult',
		text: `ID consult for {{attending.family}}. {{patient.name.nickfull}}, {{patient.age}}, {{patient.mrn.prefixed}}, from {{snf.full}}. [[Gram]] positive cocci [[3/4]] bottles {{date.lab.us2}} ([[Staph]]), [[Duke]] criteria: [[2 major]]. Travel to {{place.city}} with {{relative.nick}} around {{date.prior.holiday}}. [[Janeway]] lesions; [[Osler]] node [[3 mm]]; [[Roth]] spots. TEE {{date.study.monthday}}. Vanc [[1.25 g]] q[[12]]h, trough [[15-20]]. Duration [[6 weeks]], day [[1]] = {{date.lab.md}}. PICC via {{agency.full}} {{agency.phone.dashes}}. D/w {{resident.given}}, {{pcp.name.titled}}. {{consultant.name.credentialshort}} beeper {{consultant.pager}}`,
	},
	{
		id: 'referral-ortho-t',
		noteType: 'referral',
		text: `Re: {{patient.name.plain}} - {{patient.dob.us2}} - {{patient.phone.dashes}}
To whom it may concern at {{hospital.full}},
Please evaluate my patient's <<side>> knee ([[Lachman]] [[2+]], [[McMurray]] positive, [[Kellgren]] [[3]]). <<He>> injured it on {{date.injury.long}} working for {{patient.employer}} (claim {{claim}}, adjuster {{friend.name.plain}}, {{friend.phone.dots}}). X-ray {{date.study.us2}} at {{hospital2.short}}. [[Celebrex]] [[200 mg]]. Patient lives at {{patient.street}} in {{patient.city}} {{patient.zip}}.
{{pcp.name.titledfull}} ({{pcp.email}})`,
	},
	{
		id: 'phone-results-t',
		noteType: 'phone',
		text: `{{date.visit.us2}} <<time>> Outgoing call. Verified two identifiers ({{patient.dob.us}}, {{patient.street}}). Spoke w/ {{patient.name.initialed}} re INR [[2.8]], [[Coumadin]] stays [[5 mg]]. {{patient.given}} asks about [[shingles]] shot and bill from {{date.prior.monthyear}} (acct {{account}}). No answer on {{patient.phone.parens}}, used {{patient.cell.parens}}. VM left for {{relative.name.plain}}. Will try again {{date.followup.weekdaymonth}}. {{nurse.name.plain}}, RN ext {{extension}}`,
	},
	{
		id: 'portal-complaint-t',
		noteType: 'portal',
		text: `Subject: my visit

To the office of {{pcp.name.titledfull}}: I was seen {{date.visit.weekday}} the {{date.visit.dayordinal}} and waited [[2 hours]]. The girl at the desk, {{tech.given}}, could not find my chart under {{patient.name.plain}}, only {{patient.name.typo}}. My number is {{patient.mrn.plain}}. My <<relation>> {{relative.name.given}} had the same at {{clinic.short}} in {{date.prior.monthyear}}. My sugar was [[240]] and I take [[2]] [[Glucotrol]]. Write to {{patient.email}} or {{patient.street.box}}, {{patient.city}} <<state>> {{patient.zip}}.
{{patient.name.initialed}}`,
	},
	{
		id: 'therapy-speech-t',
		noteType: 'therapy',
		text: `SLP: {{patient.name.familyinitial}} {{patient.age}} <<SEX>> rm {{room}}, ref {{attending.name.titled}} {{date.admission.us2}}. MBS on {{date.study.md}}: penetration [[PAS 3/8]], [[Mendelsohn]] maneuver, [[Zenker]] [[1 cm]]. [[FIM]] [[4/7]]. Nectar thick, [[1:1]] feed. <<Relation>> {{relative.given}} trained. HEP sent to {{relative.email}}. 3x/wk x [[4 wk]]. {{therapist.name.plain}}, SLP, {{date.visit.dashed}}`,
	},
	{
		id: 'pharmacy-clarify-t',
		noteType: 'pharmacy',
		text: `RPh clarification, {{pharmacy.full}} to {{pcp.name.titled}} ({{clinic.fax.dashes}})
Pt {{patient.name.full}} {{patient.dob.us}} Rx {{rx}} dated {{date.visit.us2}}: [[Adderall]] [[20 mg]] #[[60]], sig [[1]] tab [[2x]]/day. DEA {{pcp.dea}} does not match licence {{pcp.licence}}. Ins id {{patient.member}}. Also on [[Singulair]] [[10]], vitamin [[B12]] [[1000 mcg]], [[St. John]] wort. Pick-up by {{relative.name.plain}}. {{dictator.name.plain}} PharmD, {{pharmacy.phone.dots}}`,
	},
	{
		id: 'emergency-overdose-t',
		noteType: 'emergency',
		text: `EMERGENCY DEPARTMENT RECORD #{{visit}}
<<time>> {{date.admission.weekday}} {{date.admission.us2}}. BIBA from {{place.street}}, {{place.city}}. Name unknown at first, later {{patient.name.reversed}} from a bus pass; prints {{patient.biometric}} matched. [[Narcan]] [[0.4 mg]] x[[2]]. RR [[6]] -> [[14]]. GCS [[7]] -> [[15]]. pH [[7.22]]. <<friendrelation>> {{friend.nick}} says {{patient.given}} took [[10]] [[Xanax]] [[bars]]. <<Relation>> {{relative.name.upper}} ({{relative.phone.dashes}}) notified by {{socialworker.name.credentialshort}}. Psych: {{consultant.family}}. Old records {{hospital2.full}} mrn none. Left AMA {{date.discharge.us2}}; {{attending.name.credentialshort}}`,
	},
	{
		id: 'social-work-letter-t',
		noteType: 'social-work',
		text: `{{date.note.long}}
Housing Authority of {{place.county}}
Regarding {{patient.name.titledfull}}, {{patient.dob.us}}, formerly of {{patient.address.line}}
I am writing in support of {{patient.name.titledpossessive}} application. <<He>> is {{patient.age}} and uses a wheelchair (serial {{device.serial}}) since a stroke in {{date.prior.monthyear}}. <<His>> <<relation>>, {{relative.name.plain}}, <<his>> caregiver, can no longer climb [[14]] steps. Income [[914]] a month; SSN {{patient.ssn.dashed}}.
{{socialworker.name.credentialed}}, {{hospital.full}}, {{socialworker.phone.parens}}`,
	},
	{
		id: 'fax-cover-t',
		noteType: 'fax',
		text: `*** TRANSMISSI0N REPORT *** {{date.note.us2}} <<time>> ID {{hospital.upper}} TEL {{hospital.fax.plain}} P. [[02/05]]
T0: {{agency.upper}}   RE: {{patient.name.ocr}} D0B {{patient.dob.ocr}} MR# {{patient.mrn.ocr}}
1nsurance {{patient.mbi}}  Address {{patient.address.upper}}
P1ease start PT [[3]]x wk. Dx [[CVA]]. Ca11 {{relative.name.upper}} {{relative.phone.dots}}
{{attending.name.familyupper}} MD / {{resident.name.familyupper}}`,
	},
	{
		id: 'consent-photo-t',
		noteType: 'consent',
		text: `I {{patient.name.upper}} (DOB {{patient.dob.us2}}) agree that photographs ({{patient.photo}}) taken on {{date.visit.us2}} by {{tech.name.plain}} [[may]] be used for teaching at {{hospital.full}}. I [[will]] not be paid. This consent ends [[5 years]] from {{date.visit.monthday}}.
signed {{patient.name.initialed}}  <<relation>> {{relative.name.plain}} (witness)  {{patient.email}}  {{patient.ip}} e-signed {{date.visit.isotime}}`,
	},
	{
		id: 'dictation-clinic-t',
		noteType: 'dictation',
		text: `this is {{dictator.name.titledlower}} on {{patient.name.lower}}, chart {{patient.mrn.plain}}, visit {{date.visit.lower}}. {{patient.name.titledlower}} is {{patient.age}}, sees dr {{pcp.name.familylower}}, lives in {{patient.city.lower}} with <<his>> <<relation>> {{relative.name.givenlower}}. [[cushing]] workup negative, cortisol [[14.2]]. [[long]] discussion, [[25 minutes]]. bp [[118/76]]. [[1/2]] tab. return {{date.followup.monthday}}. copy to {{consultant.name.lower}} please. end`,
	},
	{
		id: 'pediatrics-school-t',
		noteType: 'pediatrics',
		text: `School form for {{patient.school}}. Student {{patient.name.full}}, birth date {{patient.dob.long}}. Asthma: [[Albuterol]] [[2]] puffs q[[4]]h. [[Legg-Calve-Perthes]] <<side>> hip. Parent {{relative.name.plain}} {{relative.phone.dashes}}; alt. {{relative2.name.nickfull}} {{relative2.phone.dashes}}. Bus driver {{friend.given}}. Excused {{date.onset.md}} to {{date.visit.md}}. {{pcp.name.credentialed}}, {{clinic.full}}, {{date.visit.us}}`,
	},
];
