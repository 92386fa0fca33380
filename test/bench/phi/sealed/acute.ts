import type { Template } from '../types.ts';

/** Emergency, ambulance and bedside notes. */
export const acute: readonly Template[] = [
	{
		id: 'sealed-emergency-caps',
		noteType: 'emergency',
		text: `{{hospital.upper}} EMERGENCY DEPT    PHYSICIAN NOTE
PT: {{patient.name.caps}}   MR {{patient.mrn.zeros}}   BED {{bed}}
DOS {{date.visit.upper}}  SEEN <<time>>   ARRIVED BY POV, <<relation>> {{relative.name.givenupper}} DRIVING

{{patient.age}} YO <<SEX>> C/O CP X [[3 HOURS]]. STARTED ((WHILE SHOVELING|AFTER SUPPER)) AT HOME ON {{patient.street.upper}}, {{patient.city.upper}}. PAIN [[8/10]] INTO L ARM. TOOK ASA [[325]] X1 AND [[1/2]] OF SPOUSES NITRO. LAST STRESS TEST {{date.prior.my}} BY {{consultant.name.titledupper}} WAS NEG PER PT. PMH [[GRAVES]], [[CROHN]], [[BARRETT]]. LAST ATE {{date.onset.weekdaymonth}}.
VS [[168/94]] HR [[104]] RR [[22]] SAT [[93% RA]] T [[98.9]]
EXAM: ANXIOUS, [[WHITE]] SPUTUM, NO [[HOMANS]], PULSES [[2+/4]]. [[HEART SCORE 5]].
EKG ST DEPR [[V4-V6]]. TROP [[0.08]] -> [[0.31]]. K [[3.4]].
D/W {{attending.name.familyupper}} (CARDS) WHO ACCEPTS TO {{ward}}. CALLED {{pcp.name.titledupper}} OFFICE {{pcp.phone}} LEFT MSG.
SCRIBED FOR {{resident.name.upper}} BY {{tech.name.initials}}. ADDENDUM {{date.note.military}}: FAMILY ({{relative2.name.upper}}) UPDATED AT {{relative2.phone}}, [[WILL]] COME IN AM.`,
	},
	{
		id: 'sealed-ems-run-sheet',
		noteType: 'ems',
		text: `PATIENT CARE REPORT          INCIDENT # {{case}}
Agency ........ {{agency}}
Date .......... {{date.injury.iso}}
Scene ......... {{place.street}} in front of {{place.landmark}}
Dest .......... {{hospital.short}} ((ED|trauma bay|via diversion from {{hospital2}}))
Crew .......... {{tech.name.familyinitial}} EMT-P lic {{tech.licence}} / {{nurse.name.initialed}}
Pt ............ {{patient.name.reversed}}     DOB {{patient.dob.dashed}}    SS xxx-xx-{{patient.ssn.last4}}
Home .......... {{patient.address.line}}
Vehicle ....... restrained driver, plate {{patient.plate}}
DL ............ {{patient.driver}}

T+00  pt found supine, GCS [[14]] ([[E4 V4 M6]]), airway ok. Bystander {{friend.name.plain}}, ((co-worker from {{patient.employer}}|a <<friendrelation>>)), holding c-spine.
T+04  BP [[88/50]]  HR [[128]]  SpO2 [[91%]] -> [[97%]] NRB [[15 L]]
T+06  [[18 ga]] L AC, NS [[500 mL]], [[Hare]] traction splint R femur. Point tenderness [[T12]]-[[L1]].
T+09  fentanyl [[50 mcg]] x [[2]], pain [[10/10]] to [[6/10]]
T+15  [[LUCAS]] on standby, not used. [[Zoll]] pads on.
Spoke w/ <<relation>> {{relative.given}} by phone {{relative.phone}}, meds = [[Coumadin]], "a water pill"; allergies: [[Bactrim]].
Report to {{nurse2.name.given}} RN room {{room}} at <<time>>. Belongings: ring, keys, photo saved as {{patient.photo}}
Signature ePCR {{tech.name.full}} badge {{tech.badge}}`,
	},
	{
		id: 'sealed-handoff-ipass',
		noteType: 'handoff',
		text: `*** nite -> day ***  {{ward}}  {{date.note.weekdaymonth}}   off: {{resident.name.familylower}}   on: {{resident.name.initials}} back-up, {{attending.name.familylower}} attdg
---
rm {{room}}  {{patient.name.familyinitial}}  {{patient.age}}<<SEX>>  mrn {{patient.mrn.plain}}   FULL CODE   watcher
I  - illness severity: watcher, unstable overnight
P  - s/p [[Whipple]] {{date.surgery.md}} ({{surgeon.name.familylower}}), POD [[4]], c/b [[SVT]]; hx [[Child-Pugh B]], [[Hashimoto]]
A  - 1) f/u lactate [[2.1]] <- [[3.8]]   2) JP output [[120]]/[[80]]/[[45]]   3) pull [[Foley]] 0600   4) [[1/4]] strength TF @ [[20 cc/h]]
   - {{nurse.name.given}} says pt pulled NGT x1, xray done ((acc {{accession}}|, read pending by {{radiologist.name.titledlower}}))
S  - if MAP [[<65]] -> [[250 cc]] LR x1, page {{surgeon.pager}}
   - if fam calls: ONLY <<relation>> {{relative.name.nick}} {{relative.phone}} (password set {{date.admission.md}}). ex-spouse {{relative2.name.given}} NOT to get info
   - {{consultant.name.familylower}} ([[ID]]) says stop [[Zosyn]] after {{date.followup.md}}
S  - read back {{resident.name.given}} <<time>>`,
	},
	{
		id: 'sealed-nursing-fall',
		noteType: 'nursing',
		text: `<<time>> Called to rm {{room}} by CNA {{nurse2.given}}. Pt found sitting on floor between bed and commode, "I was looking for {{relative.name.nick}}." <<relation>> {{relative.name.nick}} had left approx [[20 min]] prior. AOx[[2]] (thinks it is {{date.prior.holiday}}, believes <<he>> is at {{snf}}). Bed alarm found off. [[Morse]] [[75]], [[Braden]] [[14]]. No LOC. Skin tear L forearm [[3 x 1.5 cm]], [[Steri-Strips]] x[[4]]. VS [[142/80]]-[[88]]-[[18]], FSBS [[212]]. Dr {{resident.family}} at bedside <<time>>, CTH ordered, order no {{order}}. Neuro q[[1h]] x[[4]], then q[[4h]].
<<time>> {{relative.name.titledfull}} notified at {{relative.phone}}, ((upset, asks for charge RN|understands, [[will]] be in)). Charge {{nurse.name.credentialshort}} and house sup aware. Event report {{case}} filed.
<<time>> Back from CT. Neg per prelim {{radiologist.name.initialed}}. Sitter {{tech.given}} at bedside. Armband replaced, old one read {{patient.name.typo}} / {{patient.dob.us}}, correct spelling {{patient.family}} per <<relation>>.
late entry for {{date.note.short}}: pt denies pain [[0/10]]. Dentures + hearing aid (SN {{device.serial}}) at bedside.
----- {{nurse.name.signature}}`,
	},
	{
		id: 'sealed-transfer-centre',
		noteType: 'transfer',
		text: `TRANSFER CENTER LOG
case {{case}} | opened {{date.admission.datetime}} | line recorded
-> caller {{resident.name.plain}}, {{hospital2}} ICU, cb {{resident.phone}}
-> pt {{patient.name.lower}}, dob {{patient.dob.us2}}, their acct {{patient.account}}, our MRN {{patient.mrn.dashed}} (was here {{date.prior.quoted}})
-> reason: ((STEMI|type A dissection|basilar occlusion)), on [[Levophed]] [[0.12]], [[Impella]] P-[[6]], FiO2 [[60%]], PEEP [[10]], INR [[1.8]], pH [[7.21]]
-> <<time>> conf'd in {{attending.name.titled}}. accepts, ((bed|holding for bed)) {{bed}}. {{attending.given}} wants disc with [[4D]] recon, pushed under {{accession}}
-> <<time>> flight: wx hold near {{place.county}}, ETA [[45 min]], rotor -> ground. unit meets at {{place.landmark}}
-> <<time>> fin: member {{patient.member}} auth# {{auth}} / rep "{{friend.given}}" ext {{extension}}
-> <<time>> next of kin {{relative.name.plain}} (<<relation>>) driving from {{relative.city}}, cell {{relative.phone}}
-> closed by {{transcriber.initials}} {{date.admission.md}} <<time>>. [[NIHSS 18]]. [[TICI 2b]] if thrombectomy done.`,
	},
];
