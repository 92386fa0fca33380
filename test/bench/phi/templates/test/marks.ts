import type { Template } from '../../types.ts';

/** Initials, bare days and half names again, in other places. */
export const templates: readonly Template[] = [
	{
		id: 'nursing-turns-t',
		noteType: 'nursing',
		text: `Turn schedule {{patient.family}} {{room}}: L side [[0800]] {{nurse.initials}}, back [[1000]] {{nurse.initials}}, R side [[1200]] {{nurse2.initials}}. Heels floated. [[Braden]] [[13]]. Bath by {{tech.given}}. Incident on the {{date.injury.dayordinal}} reviewed with {{attending.nick}}. Telesitter {{badge}}. Family wants {{snf.short}}. next assessment {{date.followup.md}}`,
	},
	{
		id: 'table-titration-t',
		noteType: 'table',
		text: `HEPARIN PROTOCOL {{patient.name.reversed}} {{patient.mrn.plain}}
{{date.note.md}} [[0600]] PTT [[48]] rate [[12]] RN1 {{nurse.initials}} RN2 {{nurse2.initials}}
{{date.note.md}} [[1200]] PTT [[71]] rate [[13.5]] RN1 {{nurse2.initials}} RN2 {{tech.initials}}
bag lot {{device.lot}}, pump {{device.serial}}, ordered {{resident.family}}, weight [[82]]`,
	},
	{
		id: 'clinic-scrawl-t',
		noteType: 'clinic',
		text: `{{date.visit.md}} {{patient.name.familylower}} {{patient.name.givenlower}} here c {{relative.name.givenlower}}. moved to {{place.city}}, new job {{patient.employer}}. bp [[136/84]]. saw {{consultant.name.familylower}} on the {{date.prior.dayordinal}}. refill [[norvasc]] [[5]]. labs {{lab.short}} {{date.lab.md}}. {{nurse.nick}} to book {{hospital2.short}}. handicap plate {{patient.plate}}. {{pcp.initials}}`,
	},
	{
		id: 'operative-count-t',
		noteType: 'operative',
		text: `Brief op note. Surgeon {{surgeon.initials}}, assist {{resident.initials}}, anes {{consultant.initials}}. Pt {{patient.initials}}, {{patient.age}}. Lap [[Roux]]-en-Y, [[EEA 25]], [[Veress]] entry. EBL [[50]]. Stapler lot {{device.lot}}. Spec {{specimen}}. To {{ward}}. Seen by {{nurse.given}} at <<time>>; d/c plan the {{date.discharge.dayordinal}}, clinic {{date.followup.md}}.`,
	},
	{
		id: 'dictation-initials-t',
		noteType: 'dictation',
		text: `Interval letter re {{patient.name.titledfull}}. I saw {{patient.given}} on the {{date.visit.dayordinal}}, with {{relative.nick}}, after the stay at {{hospital2.short}} that ended {{date.discharge.md}}. [[Austin Flint]] murmur. Echo [[50%]]. {{consultant.nick}} and I agree on [[Coreg]] [[12.5]]. Return to {{clinic.short}} in [[3 months]]. Typed {{date.note.us2}}. {{attending.initials}}:{{transcriber.initials}}`,
	},
	{
		id: 'emergency-tox-t',
		noteType: 'emergency',
		text: `Poison control ref {{case}}, spoke {{friend.given}}. {{patient.name.familyupper}}, {{patient.age.words}}, ingested [[30]] [[Elavil]] [[25 mg]] on {{date.onset.md}}. QRS [[118]]. Bicarb [[100 mEq]]. [[Glasgow]] [[9]]. Charcoal [[50 g]] by {{nurse.nick}} {{nurse.family}}. Medic {{tech.family}} unit to {{place.city}}. Car tag {{patient.plate}}. To ICU {{bed}}, {{attending.family}}/{{resident.family}}. {{dictator.initials}}`,
	},
];
