import type { Template } from '../../types.ts';

/** Traps again, others. */
export const templates: readonly Template[] = [
	{
		id: 'traps-eponyms-t',
		noteType: 'consult',
		text: `Teaching rounds re {{patient.name.titled}}, {{date.note.us2}}: differential [[Adamantiades]], [[Barrett]], [[Bowen]], [[Charcot-Marie-Tooth]], [[Conn]], [[Creutzfeldt-Jakob]], [[Dressler]], [[Dubin-Johnson]], [[Ehlers-Danlos]], [[Gilbert]], [[Hansen]], [[Horner]], [[Kawasaki]], [[Leber]], [[Marfan]], [[Mirizzi]], [[Niemann-Pick]], [[Paget]], [[Riedel]], [[Still]], [[Takayasu]], [[Tourette]], [[Turner]], [[Wegener]], [[Whipple]], [[Zollinger-Ellison]]. Tests: [[Allen]], [[Apley]], [[Bunnell]], [[Drawer]], [[Faber]], [[Lasegue]], [[Ober]], [[Patrick]], [[Schober]], [[Yergason]], [[Adson]], [[Romberg]]. Present: {{resident.name.titled}}, {{nurse.given}}.`,
	},
	{
		id: 'traps-drugs-t',
		noteType: 'nursing',
		text: `Sent home with {{patient.given}}: [[Aldactone]], [[Benadryl]], [[Catapres]], [[Coreg]], [[Dulcolax]], [[Fosamax]], [[Glucophage]], [[Haldol]], [[Imitrex]], [[Keflex]], [[Levaquin]], [[Macrobid]], [[Norvasc]], [[Paxil]], [[Risperdal]], [[Seroquel]], [[Tenormin]], [[Ultram]], [[Vasotec]], [[Xarelto]], [[Zantac]], [[Zofran]] as listed, [[5/325]] and [[20/12.5]] forms, [[1/2]] tab, [[70/30]] [[14]] units. Teach back with <<relation>> {{relative.name.plain}}. {{nurse.name.plain}} {{date.discharge.us}}`,
	},
	{
		id: 'traps-numbers-t',
		noteType: 'table',
		text: `{{patient.name.caps}} {{date.note.us}} DAS [[4/28]] [[6/28]]; FOUR [[12/16]]; PHQ [[9/27]]; ROM [[10-110]]; MMT [[3/5]] [[4/5]]; Snellen [[20/25]]; BP [[104/66]] [[96/50]]; nodes [[1/9]]; cycle [[3/4]]; [[50/50]] mix; [[7.41/38/92]]; [[L1-2]] [[C7-T1]]; q[[6-8]]h; [[4-6]] wk; Apgar [[7/9]]; Foley [[16 Fr]]; seen {{date.lab.us2}} {{tech.name.initialed}}`,
	},
];
