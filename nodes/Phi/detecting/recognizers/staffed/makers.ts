import { setOf } from '../../marks';

/** Who is followed as a rule or a score, and asked nothing: `PE unlikely per Wells.` */
const MAKERS = setOf(
	'whipple mohs seldinger wells duke ranson glasgow simpson snellen centor bishop braden morse norton lille maddrey child pugh apgar ballard fenton tanner bazett fridericia framingham parkland brooke cockcroft gault schwartz friedewald harris benedict mifflin holliday segar light lights jones geneva padua caprini charlson agatston naegele hadlock bethesda boston rome milan banff ottawa nexus canadian gleason clark breslow dukes fleischner bosniak canada katz barthel lawton epworth rancho beers start hunt hess fisher killip hamilton beck young bruce gold',
);

export const measuresBefore = (word: string): boolean => MAKERS.has(word);
