import type { Template } from '../types.ts';

/** What laboratories, reading rooms and theatres write. */
export const reports: readonly Template[] = [
	{
		id: 'sealed-radiology-oncology-compare',
		noteType: 'radiology',
		text: `CT C/A/P W CONTRAST
ACC: {{accession}}    ORD: {{order}}    SITE: {{clinic}}
{{patient.name.caps}}^{{patient.mrn.plain}}^{{patient.dob.compact}}
REQ BY {{consultant.name.reversed}}   CC: {{pcp.name.familyupper}}

COMPARISON: CT dated {{date.prior.medium}}; outside PET from {{hospital2}} ({{date.onset.monthyear}}); chest film of {{date.lab.md}}. The {{date.injury.my}} MR is not available.

TECHNIQUE: [[Omnipaque 350]], [[100 mL]], [[70 sec]] delay. CTDIvol [[11.4]].
FINDINGS: Dominant RUL mass [[3.2 x 2.8 cm]] (series [[4/112]]), was [[4.1 x 3.6]] on {{date.prior.md}} and [[4.4]] on the baseline. Hepatic segment [[4a/8]] lesion, [[1.1 cm]], stable since {{date.onset.my}}. Station [[4R]] node [[9 mm]]. [[Schmorl]] node at [[T11]]; [[T11-12]] and [[L5-S1]] disc disease. [[Bosniak II]] cyst. No [[Chance]] fracture. [[Rose]]-thorn ulcers not seen.
IMPRESSION:
1. [[Partial response]], [[RECIST 1.1]], minus [[24%]] since {{date.prior.iso}}.
2. [[Lung-RADS]] does not apply. [[T2N0M0]] unchanged.
Critical result phoned to ((Dr. {{resident.family}}|{{nurse.given}}, RN)) by {{radiologist.initials}} on {{date.study.us2}} <<time>>.
Dictated: {{radiologist.name.credentialed}}  Trans: {{transcriber.initials}}  D: {{date.study.us}} T: {{date.note.us}}`,
	},
	{
		id: 'sealed-pathology-amended',
		noteType: 'pathology',
		text: `*** AMENDED REPORT ***   replaces {{accession}} issued {{date.study.short}}
SURGICAL PATHOLOGY     {{lab}}     CLIA dir. {{consultant.name.full}}
Pt {{patient.name.reversed}}     Case {{specimen}}     Coll {{date.surgery.us}}  Recd {{date.lab.us}}
Submitting: {{surgeon.name.plain}} ({{surgeon.npi}})     Chart {{patient.mrn.prefixed}}

GROSS: A. Received fresh labelled "{{patient.family}}, {{patient.given}} / L breast" is a [[6.2 x 5.0 x 3.1 cm]] lumpectomy, [[short]] stitch superior, [[long]] lateral. Inked by {{tech.initials}}. Cassettes [[A1-A14]]. B. Container says "{{patient.name.typofamily}}" with the same number; discrepancy resolved by call to {{nurse.name.given}} in OR at x{{extension}}.
MICRO: IDC, [[Nottingham]] [[3+2+1=6/9]], [[Ki-67 12%]], ER [[95%]], HER2 [[1+]]. [[Paget]] disease absent. Nodes [[0/3]]. Margins [[>2 mm]].
SYNOPTIC: [[pT1c pN0(sn)]]; grade [[2]]
COMMENT: Compare with core {{case}} of last year, reviewed side by side ((at tumor board {{date.followup.md}}|with {{radiologist.name.titled}})). Block [[A7]] sent to outside for [[Oncotype]]; send-out req {{order}}.
REASON FOR AMENDMENT: laterality in header. Dr. {{surgeon.family}}'s office informed {{date.note.weekdaymonth}}, fax {{clinic.fax}}.
E-signed {{attending.name.signature}}`,
	},
	{
		id: 'sealed-lab-printout',
		noteType: 'lab',
		text: `{{lab}}
  RUN DATE {{date.lab.compact}}  <<time>>          PAGE 1 OF 2
--------------------------------------------------------------
NAME : {{patient.name.caps}}
ID   : {{patient.mrn.zeros}}      SEX: <<SEX>>     AGE: {{patient.age}}
B/D  : {{patient.dob.military}}   LOC: {{ward}}    ACCT: {{patient.account}}
DR   : {{attending.name.familyupper}}
REQ  : {{order}}           COLL {{date.lab.md}} <<time>> BY {{tech.initials}}
--------------------------------------------------------------
TEST             RESULT      FLAG  REF          UNITS
WBC              [[12.4]]         H    [[4.0-11.0]]     K/UL
HGB              [[9.8]]          L    [[12.0-16.0]]    G/DL
PLT              [[88]]           L    [[150-400]]      K/UL
NA/K             [[134/5.2]]
CREAT            [[1.6]]  (PREV [[1.1]] ON {{date.prior.md}})
BETA-2 GP1       [[<9]]
FACTOR V [[LEIDEN]]   [[HETEROZYG]]
[[COOMBS]], DIRECT  [[NEG]]
[[EPSTEIN-BARR]] IGG [[>750]]
ANTI-[[SMITH]]       [[0.3]]
[[HOWELL-JOLLY]]     [[PRESENT]]
TITER            [[1:640]]
--------------------------------------------------------------
** CRIT PLT CALLED TO {{nurse.name.upper}} @{{date.lab.us2}} <<time>> R/B BY {{tech.name.initialed}}
** SPEC {{specimen}} HEMOLYZED, RECOLLECT ((PER {{resident.name.titledupper}}|SENT TO {{hospital2}}))
** CONFIRMATORY TO FOLLOW; QUERIES {{hospital.phone}}`,
	},
	{
		id: 'sealed-device-clinic',
		noteType: 'device',
		text: `CIED IMPLANT / FOLLOW-UP CARD                         {{clinic}}
Bearer: {{patient.name.full}}    b. {{patient.dob.medium}}    Tel {{patient.cell.dots}}
Address on file: {{patient.address.block}}

Component        Maker          Serial             Implanted        By
Generator        [[Medtronic]]      {{patient.device}}     {{date.surgery.us}}     {{surgeon.name.initialed}}
RA lead          [[Abbott]]         {{device.lot}}     {{date.surgery.us}}     "
RV lead          [[Biotronik]]      {{implantlot}}     {{date.prior.monthyear}}     {{hospital2}}
UDI (gen) {{patient.udi}}
Explanted generator returned to maker, RMA {{order}}

Mode [[DDDR 60-130]], AP [[38%]] VP [[<1%]]; battery [[7.5 years]]; R wave [[11.2 mV]]; thr [[0.75 V @ 0.4 ms]]; imp [[480/512]] ohm. [[Mobitz II]], [[Wenckebach]] at [[110]]. AT/AF burden [[1.2%]], longest [[4 h]] on {{date.onset.short}}. [[CHA2DS2-VASc 4]], on [[Eliquis]].
Remote box MAC {{patient.mac}}, last transmission {{date.visit.isotime}}, seen from {{patient.ip}}; portal user {{patient.handle}}.
Rep present: {{friend.name.plain}} cell {{friend.phone}}. Next check w/ {{nurse.given}}. MRI ((ok [[1.5T]]|conditional, call {{attending.name.titled}} first)).`,
	},
	{
		id: 'sealed-operative-nurse-record',
		noteType: 'operative',
		text: `INTRAOP RECORD  MAIN OR   {{date.surgery.dashed}}
Pt ID'd x2 (name {{patient.name.plain}}, DOB {{patient.dob.us2}}), band {{patient.mrn.spaced}}. Consent signed by ((pt|<<relation>> {{relative.name.plain}})).
TIME OUT <<time>>: {{surgeon.family}} / {{resident.family}} / anes {{consultant.family}} / scrub {{tech.given}} / circ {{nurse.given}} (relief {{nurse2.given}} <<time>>)
Proc: [[Roux-en-Y]] ((revision|bypass)), [[Nissen]] takedown, [[24 cm]] limb. Position: reverse [[Trendelenburg]]. [[Bovie]] [[30/30]]. [[Allis]], [[Kocher]], [[Balfour]], [[Weitlaner]] x2. [[Jackson-Pratt]] [[#10]] LLQ. [[Blake]] [[19 Fr]]. [[Mayo]] stand count correct x[[3]]. EBL [[75]]. Suture [[2-0]] [[Vicryl]], [[4-0]] [[Monocryl]].
Implants: mesh LOT {{implantlot}} SN {{device.serial}} exp on sticker; stapler lot {{device.lot}}
Spec to path: {{specimen}} "A. stomach remnant"  frozen called by {{attending.name.titledlower}} <<time>>
PRBC unit {{bloodunit}} in room, returned unused
Pictures [[1-6]] stored to {{patient.photo}}
Vendor in room: {{friend.name.any}}
Family in waiting: {{relative2.name.titled}}, pager none, {{relative2.phone}}
To PACU w/ {{consultant.initials}}. Prior op {{date.prior.year}} at {{hospital2}}, records asked {{date.admission.md}}.`,
	},
	{
		id: 'sealed-transfusion-record',
		noteType: 'bloodbank',
		text: `TRANSFUSION RECORD — keep with chart
Recipient {{patient.name.caps}} | {{patient.dob.us}} | {{patient.mrn.dashed}} | rm {{room}}
BB band {{specimen}}; T&S drawn {{date.lab.weekdaymonth}} <<time>> {{tech.name.credentialshort}}
Unit {{bloodunit}}   A POS   [[318 mL]]   irradiated
2nd half of same unit on hold   [[160 mL]]
Issued to {{nurse.name.initialed}}; second checker {{nurse2.name.initialed}}
           pre        [[15 min]]     end
T        [[36.8]]       [[37.0]]       [[38.4]]
BP       [[110/62]]     [[112/60]]     [[96/54]]
P        [[88]]         [[90]]         [[118]]
Reaction: rigors [[40 min]] in, unit stopped. [[Benadryl]] [[25]], [[Demerol]] [[12.5]]. Workup {{case}}: [[Kell]] neg, [[Duffy]] a+ (Fy[[a]]), [[Kidd]] neg, [[Lewis]] b. DAT [[1+]]. Old card from {{hospital2}} dated {{date.prior.quoted}} lists anti-[[Duffy]] under maiden name {{relative.family}}.
Dr {{attending.family}} paged {{attending.pager}} <<time>>; medical director {{consultant.name.plain}} reviewed {{date.note.ordinal}}. <<relation>> {{relative.given}} told at bedside. Hgb [[6.7]] > [[7.9]].`,
	},
];
