import type { Template } from '../../types.ts';

/** Forms and labels that the other templates leave out, and many more traps. */
export const templates: readonly Template[] = [
	{
		id: 'clinic-rheum',
		noteType: 'clinic',
		text: `RHEUMATOLOGY - return visit {{date.visit.short}}
{{patient.name.ascii}} ({{patient.initials}}), chart no. {{patient.mrn.dashed}}
Interval: flare {{date.onset.quoted}}, again {{date.prior.quoted}}. [[Sjogren]] and [[Raynaud]] stable. [[Heberden]] and [[Bouchard]] nodes. [[Behcet]] ruled out. [[Still]] disease in a cousin. DAS28 [[3.4]], CDAI [[12]], HAQ [[1.125]]. Morning stiffness [[45 min]]. Swollen joints [[3/28]], tender [[6/28]]. [[Schirmer]] [[4 mm]].
ESR [[42]], CRP [[1.8]], RF [[1:320]], ANA [[1:160]], C3 [[88]].
[[Enbrel]] [[50 mg]] weekly, [[Plaquenil]] [[200]] bid, [[Rheumatrex]] [[15 mg]] once a week. [[Will]] recheck in [[10-12 weeks]].
{{patient.name.titled}} asked that results go to {{relative.name.typogiven}} at {{relative.email}}. Local pharmacy: {{pharmacy.short}}. 
{{consultant.name.signature}}`,
	},
	{
		id: 'clinic-cardiology-short',
		noteType: 'clinic',
		text: `{{date.visit.us2}} {{patient.name.initialed}} {{patient.age}} <<SEX>> NYHA [[II-III]], EF [[40%]], [[Lasix]] [[20]] -> [[40]]. BP [[98/60]] HR [[52]] wt [[186.4]]. ECG: [[Wenckebach]], QRS [[140]], axis [[-30]]. Echo {{date.study.my}}: [[Ebstein]], AVA [[0.8 cm2]], E/e' [[14]], RVSP [[45]]. [[Swan]] last in <<year>>. [[Fontan]] n/a. CHADS [[3]]. INR goal [[2-3]]. ICD [[Medtronic]] ser {{device.serial}} lot {{device.lot}}. seen w/ {{resident.given}}; d/w {{pcp.family}}, {{surgeon.family}}. rtc [[6]] mo. {{consultant.initials}}`,
	},
	{
		id: 'emergency-peds-fever',
		noteType: 'pediatrics',
		text: `Chief complaint: fever. {{patient.nick}} is a <<n>> y.o. <<boy>>, here with mother {{relative.name.given}} and grandfather {{relative2.name.titled}}. Tmax [[39.4]] since {{date.onset.dayordinal}}. Immunizations UTD. [[Koplik]] spots absent, [[Kawasaki]] unlikely, [[Brudzinski]] and [[Kernig]] negative. Wt [[14.1 kg]], dose [[15 mg/kg]]. UA: [[5-10]] WBC. Strep [[neg]]. CXR {{accession}}. Daycare: {{patient.school}}. [[Tylenol]] [[160 mg/5 mL]], give [[6.5 mL]].
Recheck {{date.followup.weekdaymonth}} w/ {{pcp.name.titled}}, {{clinic.phone.parens}}. Parent phone verified {{relative.phone.dots}}, alternate {{relative2.phone.dashes}}.
{{nurse.name.plain}} RN / {{attending.name.plain}} MD`,
	},
	{
		id: 'nursing-icu',
		noteType: 'nursing',
		text: `ICU DAY SHIFT {{date.note.weekdaymonth}}. Pt in {{ward}}-{{bed}}. RASS [[-2]], CAM neg, GCS [[10T]]. Vent AC [[16/450/5/40%]], PIP [[28]]. Levo [[8 mcg]], prop [[30]]. CVP [[9]], MAP [[68]], UO [[35 cc/h]], I/O [[+1.2 L]]. ABG [[7.36/42/88]]. [[Quinton]] cath [[R IJ]], [[Blakemore]] tube out. [[Dobhoff]] [[65 cm]]. [[Braden]] [[12]]. [[Sengstaken]] kit at bedside. Turned q[[2]]h. Blood cx [[2/2]] drawn {{date.lab.datetime}} by {{tech.given}}. CRRT with {{nurse2.given}}. Spouse {{relative.nick}} visiting, password set. Neuro {{consultant.family}} aware. Skin [[white]] and cool. {{nurse.name.initialed}}`,
	},
	{
		id: 'nursing-intake-form',
		noteType: 'nursing',
		text: `ADMISSION DATABASE
Preferred name: {{patient.nick}}   Pronouns: n/a   Band checked: {{patient.mrn.zeros}}
Arrived from: {{snf.full}}, {{place.city}}   Accompanied by: {{relative.given}} (<<relation>>)
Height [[5'7"]]  Weight [[171 lb]]  Allergies [[Keflex]], [[latex]]
Fall score [[50]]  Pain [[4/10]]  Diet [[1800 kcal]]  Last BM [[2 days]]  Code: full
Advance directive: agent {{relative2.name.reversed}}, {{relative2.phone.dashes}}, {{relative2.street}}
Valuables: car key (plate {{patient.plate}}), phone {{patient.cell.dashes}}, license {{patient.driver}}
Last hospital stay: {{hospital2.full}}, {{date.prior.monthyear}}
Nurse: {{nurse.name.credentialshort}}   Date/Time: {{date.admission.datetime}}`,
	},
	{
		id: 'radiology-nuclear',
		noteType: 'radiology',
		text: `PET/CT. Patient: {{patient.name.typofamily}}, {{patient.given}}. Study: {{order}} / {{uid}}. Dose [[10.2 mCi]] FDG, glucose [[104]], uptake [[62 min]].
Comparison {{date.prior.ofmonth}}. SUV [[8.4]] nodule [[1.6 x 1.2 cm]] (series [[4]] image [[112]]). [[Deauville]] [[4]]. [[Waldeyer]] ring normal. [[Virchow]] node [[9 mm]]. [[Krukenberg]] no. [[Schmorl]] nodes [[T11-L1]]. [[Paget]] disease of the pelvis. [[Baker]] cyst. Impression given to {{resident.name.titled}} and {{attending.name.titledfull}} at <<time>>.
{{hospital.short}} Imaging, {{hospital.address.line}}
{{radiologist.name.initialed}} MD, {{radiologist.npi}}`,
	},
	{
		id: 'pathology-addendum',
		noteType: 'pathology',
		text: `ADDENDUM {{date.discharge.medium}} to {{specimen}} ({{patient.name.familyupper}})
Consult slides received from {{hospital2.full}} labeled {{case}}. [[Reed-Sternberg]] cells CD30+ ([[90%]]), CD15+, [[Ki-67]] [[80%]]. [[Gram]], [[Giemsa]], [[Warthin-Starry]], [[Congo red]], [[Van Gieson]] stains. [[Gleason]] [[3+4=7]], [[Fuhrman]] [[2]], [[Nottingham]] [[6/9]]. HER2 [[2+]], FISH [[1.4]]. [[pT1c pN0(sn)]]. Block [[B3]].
Reported to {{surgeon.name.plain}} and {{pcp.name.plain}}; copy {{lab.full}}, attn {{dictator.name.titled}}, fax {{hospital.fax.dots}}.
Grossed by {{tech.initials}}, histology {{transcriber.initials}}.`,
	},
	{
		id: 'operative-cabg',
		noteType: 'operative',
		text: `Surgeon: {{surgeon.name.reversed}}   First assist: {{dictator.name.plain}}, PA-C   Perfusion: {{tech.name.reversed}}   Anesthesia: {{consultant.name.titled}}
Patient {{patient.name.titled}} (FIN {{visit}}) to OR {{room}} on {{date.surgery.ordinal}}. [[Mayo]] stand, [[DeBakey]] clamps, [[Castroviejo]] needle holder, [[Rummel]] tourniquet. LIMA to LAD, flow [[42 mL/min]]; SVG x[[2]]. Pump [[96 min]], clamp [[71 min]], temp [[32 C]]. [[Ethibond]], [[Prolene]] [[7-0]]. [[Blake]] drains [[24 Fr]]. Cell saver [[450]]. Valve: [[Carpentier-Edwards]] [[23 mm]], S/N {{device.serial}}, UDI {{device.udi}}. [[Swan-Ganz]] CI [[2.4]]. EBL [[600]].
Implants logged under {{implantlot}}; blood {{bloodunit}}. Spoke with {{relative.name.titledfull}} in the waiting room.`,
	},
	{
		id: 'table-meds',
		noteType: 'table',
		text: `MAR {{date.note.dashed}} {{patient.name.reversed}} Loc {{ward}}/{{room}} CSN {{encounter}}
drug,dose,due,given,by
[[Zosyn]],[[3.375 g]],[[0600]],[[0612]],{{nurse.initials}}
[[Lovenox]],[[40 mg]],[[0900]],[[0855]],{{nurse2.initials}}
[[Humalog]],[[4 units]],[[1130]],[[1141]],{{nurse.initials}}
[[Colace]],[[100 mg]],[[2100]],held,{{nurse2.initials}}
waste witnessed {{nurse.name.initialed}} / {{nurse2.name.initialed}}; pharmacist {{dictator.family}} x{{extension}}; bgl [[182]]
next review {{date.discharge.dashed}}`,
	},
	{
		id: 'table-clinic-schedule',
		noteType: 'table',
		text: `{{clinic.short}} schedule, {{date.visit.weekdaylong}}
[[08:15]]  {{patient.name.familyinitial}}   {{patient.dob.us}}   {{patient.phone.dots}}   f/u [[DM2]]   {{pcp.family}}
   note: interpreter {{friend.given}}; ins {{patient.member}}; copay [[$25]]; ref auth {{auth}}; wants {{date.followup.monthday}} or {{date.followup.weekday}}
   prior no-show {{date.prior.us2}}; balance [[$114.50]]; statement to {{patient.street}}, {{patient.city}} <<state>> {{patient.zip}}
   portal {{patient.handle}} / {{patient.email}}`,
	},
	{
		id: 'audit-hl7-error',
		noteType: 'audit',
		text: `ERR {{date.note.compact}} iface ADT01 msgid [[4471]] reject: PID-3 {{patient.mrn.plain}} vs {{patient.mrn.zeros}}; PID-5 {{patient.name.caps}}; PID-7 {{patient.dob.compact}}; PID-13 {{patient.phone.plain}}; PID-19 {{patient.ssn.plain}}; PV1-19 {{visit}}; OBR-3 {{accession}}; operator {{tech.name.plain}} ({{tech.email}}) from {{ip}} {{mac}}; retry [[3/5]]; see {{url}}; DICOM {{uid}}`,
	},
	{
		id: 'referral-derm',
		noteType: 'referral',
		text: `{{clinic.full}}
Tel: {{clinic.phone.dots}} · Fax: {{clinic.fax.dots}}
{{date.visit.ofmonth}}

Dear colleague,
Many thanks for agreeing to see {{patient.name.titledfull}} of {{patient.address.line}} (home {{patient.phone.intl}}, work {{patient.workphone.dashes}}, SSN {{patient.ssn.spaced}}). <<He>> first noticed the lesion around {{date.onset.holiday}}. [[Fitzpatrick]] type [[II]], [[Breslow]] [[0.4 mm]], [[Koebner]] positive, [[Wood]] lamp negative, [[Mohs]] may be needed. [[Bowen]] disease <<year>>. Family: <<relation>> {{relative.name.full}} had melanoma at [[52]]. <<He>> works for {{patient.employer}} in {{place.city}}.
Kind regards, {{pcp.name.full}} (license {{pcp.licence}}, DEA {{pcp.dea}})`,
	},
	{
		id: 'phone-insurer',
		noteType: 'phone',
		text: `Spoke with {{friend.given}} at {{insurer.full}}, ref # {{claim}}, re {{patient.name.titled}} ({{patient.dob.us2}}, ID {{patient.member}}, grp {{patient.group}}). Peer-to-peer {{date.visit.anypartial}} <<time>>, dial {{insurer.phone.dashes}} ext {{extension}}. CPT [[70553]], ICD [[G40.909]], HCPCS [[J1745]]. Denied {{date.lab.us2}}, appeal due {{date.followup.us}}. Auth {{auth}} good [[90 days]], [[6]] visits. Left msg for {{relative.nick}} {{relative.phone.local}}. {{socialworker.name.initialed}}`,
	},
	{
		id: 'portal-work-note',
		noteType: 'portal',
		text: `Good morning {{pcp.name.titled}},
I missed work at {{patient.employer}} from {{date.onset.monthday}} through {{date.visit.monthday}}. Can {{nurse.given}} fax a letter to {{friend.name.plain}} in HR at {{friend.phone.dots}}? My claim is {{claim}}. My knee is [[8/10]] at night and I took [[2]] [[Aleve]]. I live at {{patient.street}} now, not {{patient.street.box}}. I lost [[5 lb]] since <<year>>. My <<relation>> {{relative.nick}} says hi.
Best, {{patient.nick}} {{patient.family}} ({{patient.cell.spaced}})`,
	},
	{
		id: 'social-work-hospice',
		noteType: 'social-work',
		text: `Family conference {{date.note.anypartial}} in {{room}}: present {{attending.name.titled}}, {{nurse.given}}, chaplain {{friend.name.plain}}, <<relation>> {{relative.name.titledfull}}, by phone <<relation2>> {{relative2.given}} from {{relative2.city}}. PPS [[30%]], FAST [[7c]], [[Karnofsky]] [[20]]. Home address {{patient.address.block}}. {{agency.full}} to admit {{date.discharge.weekday}}; DME by {{date.discharge.md}}. Burial plot at {{place.landmark}}. VA claim {{claim}}; Medicare {{patient.mbi}}. {{patient.name.titledpossessive}} wish is [[hope]], [[faith]] and no [[pain]]. {{socialworker.name.credentialed}} {{socialworker.phone.dots}}`,
	},
	{
		id: 'fax-labs-ocr',
		noteType: 'fax',
		text: `{{lab.upper}}   PATlENT REPORT   PAGE [[1/2]]
NAME  {{patient.name.ocr}}      SEX <<SEX>>   AGE {{patient.age}}
ID    {{patient.mrn.ocr}}     COLLECTED {{date.lab.ocr}}  <<time>>
CLlENT {{clinic.upper}}  REF {{pcp.name.upper}}
G1ucose [[1O4]]  Na [[l38]]  K [[4.l]]  BUN [[l8]]  Creat [[O.9]]  TSH [[2.4]]
Called to {{nurse.name.upper}} {{date.lab.us2}} <<time>>. Lab director {{consultant.name.plain}} MD. CLIA [[on file]]. Acc# {{accession}}
QUESTIONS? {{clinic.phone.plain}}`,
	},
	{
		id: 'consent-blood',
		noteType: 'consent',
		text: `I, {{patient.name.caps}}, refuse / accept blood products. Explained by {{resident.name.titledfull}} on {{date.note.long}} at {{hospital.full}}, {{ward}}. I understand the risk is [[1 in 500,000]]. My agent is {{relative.name.full}} ({{relative.address.line}}; {{relative.phone.intl}}; born {{relative.dob.long}}). Card seen. Thumbprint {{patient.biometric}}. Photo ID {{patient.driver}}, image {{patient.photo}}. Witness: {{nurse.name.initialed}} / {{friend.name.initialed}}`,
	},
	{
		id: 'transfer-snf',
		noteType: 'transfer',
		text: `W-10 / inter-agency referral. To {{snf.full}} ({{snf.phone.parens}}) attn {{nurse2.name.plain}}; from {{hospital.short}} unit {{ward}}. Stay {{date.admission.range}}. {{patient.name.reversed}}, {{patient.age}}, <<SEX>>, Medicare {{patient.mbi.dashed}}, Medicaid {{patient.member}}, SSN xxx-xx-{{patient.ssn.last4}}. Dx: [[Parkinson]], [[Paget]], s/p [[Billroth II]], [[Whipple]] <<year>>. Diet [[2 g]] Na. Stage [[III]] sacral [[wound]] [[4x5x1 cm]]. MRSA nares {{date.lab.us2}}. PPD [[0 mm]]. [[Pneumovax]] {{date.prior.my}}. Last void <<time>>. Ride: plate {{patient.plate}}. Contact {{relative.name.lower}} {{relative.phone.spaced}}. MD {{attending.name.initialed}}, NPI {{attending.npi}}.`,
	},
	{
		id: 'dictation-ramble',
		noteType: 'dictation',
		text: `okay next is {{patient.name.lower}} that's {{patient.name.familylower}} medical record {{patient.mrn.spaced}} date of birth {{patient.dob.lower}} um {{patient.name.titledlower}} came up from {{patient.city.lower}} on {{date.visit.weekday}} with <<his>> <<relation>> {{relative.name.givenlower}} [[two]] weeks of cough temp [[one hundred and one]] pressure [[one twenty over eighty]] given [[levaquin]] [[seven fifty]] for [[five days]] follow up {{date.followup.monthday}} cc doctor {{pcp.name.familylower}} and doctor {{consultant.name.familylower}} over at {{hospital2.lower}} this is {{dictator.name.lower}} thanks`,
	},
	{
		id: 'homecare-oasis',
		noteType: 'homecare',
		text: `RESUMPTION OF CARE {{date.visit.us}} - {{agency.full}}, branch {{place.city}}
M0040 {{patient.name.reversed}}  M0050 <<state>>  M0060 {{patient.zip.plus4}}  M0063 {{patient.mbi}}  M0064 {{patient.ssn.plain}}  M0066 {{patient.dob.us}}
Physician {{pcp.name.full}}, {{pcp.phone.parens}}. Caregiver {{relative.name.nickfull}}, lives at {{relative.street}}, {{relative.city}}. Neighbor {{friend.name.plain}} has a key. O2 [[2 L]], glucometer S/N {{device.serial}}, [[Hoyer]], [[Geri]] chair. TUG [[22 s]]. PHQ-2 [[3/6]]. BS [[98-240]]. [[Lantus]] [[18 u]]. Wt [[142.6]]. Visits [[2w4]], [[1w5]]. Next cert {{date.followup.us}}. {{nurse.name.credentialed}}, badge {{nurse.badge}}`,
	},
	{
		id: 'discharge-rehab',
		noteType: 'discharge',
		text: `REHABILITATION DISCHARGE
Name/DOB/MRN: {{patient.name.full}} / {{patient.dob.medium}} / {{patient.mrn.prefixed}}
LOS: [[14 days]] ({{date.admission.range}})   FIM [[62]] -> [[91]]   [[Rancho]] [[VII]]   [[Ashworth]] [[1+]]
{{patient.name.titled}} sustained an incomplete [[C6]] injury ([[ASIA C]]) on {{date.injury.long}} at {{place.landmark}} in {{place.county}}. [[Brown-Sequard]] pattern. [[Philadelphia]] collar [[6 weeks]]. [[Baclofen]] [[10 mg]] tid, [[Botox]] [[200 U]]. Neurosurgery ({{surgeon.name.plain}}) cleared on {{date.lab.monthday}}. PT {{therapist.given}}, OT {{tech.given}}, SLP {{nurse2.given}}. Wheelchair serial no. {{device.serial}}. Driving eval after {{date.followup.monthyear}}. Employer {{patient.employer}} informed by {{relative.given}}.
Home: {{patient.street}}, {{patient.city}}; ramp built by <<friendrelation>> {{friend.name.nickfull}}.
Dictated by {{resident.name.plain}}, reviewed {{attending.name.signature}}`,
	},
];
