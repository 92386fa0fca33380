import { setOf } from '../../marks';

/** Behind a number, what makes it an age: `52 M`, `45 yo`. */
export const AGED = setOf('yo y yr year years m f male female');
/** The same behind a hyphen: `45-year-old`. */
export const AGED_JOINED = setOf('year years yr yo y month day');
/** What somebody is to the patient: `Ada, mother`. */
export const KIN = setOf(
	'mother father daughter son wife husband sister brother niece nephew aunt uncle spouse partner granddaughter grandson neighbor friend guardian pharmd poa',
);

/** Words before a family name that stands alone: `seen with Testperson`. */
export const MEETING = setOf(
	'at with by from to per see saw sees seen for and told asked called paged notified informed contacted discussed spoke met dr thank thanks appreciate regarding',
);
/** Those of them that stand before things as often: `with Foley`, `by Doppler`. */
export const MEETING_THINGS = setOf('with for by at per to from and see');
/** Words of telling a person, or of thanking one: `paged Zzkim`. */
export const TELLING = setOf(
	'appreciate told asked paged notified called informed texted contacted updated reached phoned emailed labeled labelled bb bg',
);
/** How a sentence goes on behind somebody who was told: `told Zzkim at desk`. */
export const GOES_ON = setOf(
	'at and in on for re who about regarding that from recs input help via by with',
);
/** What a person is expected to do: `Zzkim to follow`. */
export const FOLLOWING = setOf(
	'follow see call review sign discuss assess evaluate eval consult staff cover arrange speak fax bring drive',
);
/** What people have done or given: `Zzkim aware`, `Zzkim recs`. */
export const DONE_BY_PEOPLE = setOf('recs aware paged notified rounded recommends agrees updated');
/** What people do, whatever they are called: `Kekoa says`. */
export const PEOPLE_DO = setOf(
	'says said told asked asks called calls lives wants agrees agreed went drove brought reports denies thinks picked helps understands verbalized',
);
/** What patients are written to do: a name that is a word too is theirs at the head of a line. */
export const PATIENTS_SAY = setOf(
	'says said reports states denies told called lives agrees agreed complains',
);
/** Where people call from: `Zzkim from pharmacy`. */
export const DEPARTMENTS = setOf(
	'hospice respiratory admissions billing dietary therapy pharmacy radiology lab transport registration security nutrition social case housekeeping scheduling medical palliative wound chaplaincy infection quality physical occupational speech central patient home',
);
/** Before the number of a place where a patient lies: `Bed 4: Zzkim, ...`. */
export const BED = setOf('bed rm room');

/** Words before a thing that is called after somebody: `a Sawyer`, `modified Lothrop`, `size 3 Cottle`. */
export const THINGS = setOf(
	'a an the using modified standard type grade stage right left bilateral positive negative pos neg no size via placed inserted applied reverse classic open mini of fr french straight curved two single double new',
);
/** Units and forms of what is taken: `Heather 0.35 mg` is a drug. */
export const STRENGTH = setOf(
	'mg mcg ug g ml unit units iu % tab tabs tablet tablets cap caps capsule capsules puff puffs meq',
);
/** Peoples, behind a word that is no name: North American. */
export const PEOPLES = setOf(
	'american african asian european indian hispanic mexican canadian english german french spanish chinese japanese korean russian british irish italian australian',
);
/** Numbers that grade: Rancho VII. */
export const NUMERALS = setOf('II III IV V VI VII VIII IX X XI XII');
