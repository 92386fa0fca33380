/**
 * Given names that stand for each other, a family of names to a line: the formal ones before the colon,
 * the short and familiar ones after it. A person of one formal name may be called by any familiar one,
 * and one who is registered under a familiar name by the formal ones and their other familiar ones.
 */
const FAMILIES = `
abigail: abby abbie gail
abraham abram: abe bram ibrahim
ada adelaide adela adeline adele: addie addy della ida
adrian adriana adrienne: ade adri
agatha agnes: aggie
aidan aiden: ade
albert alberto: al bert bertie berto beto
alejandra alejandro: alex ale jandro sandra
alexander aleksandr alexandre: alex al sandy sasha sascha xander zander alec alek lex
alexandra alexandria alexis aleksandra: alex sandy sandra sasha lexi lexie allie ali
alfred alfredo: al alf alfie fred freddie fredo
alice alicia alison allison: ali allie ally lisa
alma: al
alphonse alfonso alphonso: al fonzie fonso poncho
alan allan allen alvin: al
amanda: mandy manda
amelia emilia: amy millie mia emmy
anastasia: stacy stacey ana nastya asya stasia
andrew andre andreas andrzej: andy drew dre
andrea: andi drea
angela angelina angelica: angie angel gina
ann anne anna hannah: annie nan nancy nana anya anka ania
anthony antonio anton antonia: tony ant toni toño nino
antoinette: toni nettie annette
archibald: archie arch
arnold: arnie
arthur arturo: art artie turo
ashley: ash
august augustus augustine agustin: gus gussie augie
barbara: barb barbie babs bobbie basia
barnaby barnabas: barney
bartholomew: bart
beatrice beatriz beatrix: bea bee trixie betty
belinda linda: lindy lin bindy
benedict: ben
benjamin benito: ben benny benji benjie
bernard bernardo: bernie barney
bernadette bernice: bernie detta bunny
bertha: bert bertie
bradley bradford: brad
brandon: bran
brenda: bren
brian bryan: bry
bridget brigitte: bridie biddy
caleb: cal
calvin: cal vin
cameron: cam
camille camilla: cami millie
candace candice: candy
carl karl carlos charles: charlie chuck chas chip chaz carlito carlitos
carmen: carm
carol caroline carolyn: carrie caro lynn carly lina
casimir kazimierz: casey kaz
catherine katherine kathryn kathleen catarina katarzyna ekaterina: kate katie kathy cathy kat kitty kay cat katya kasia trina kit kath
cecilia cecelia: cece celia sissy
cesar: ces
charlotte: charlie lottie char lotte
chester: chet
christian: chris kit
christina christine kristina kristine cristina: chris chrissy tina kris krissy christy kristy kirsty
christopher kristopher cristobal: chris kit topher kris cris
clarence: clare
claudia claudette: claude claudie
clayton: clay
clement clemente: clem
clifford clifton: cliff
constance: connie
cornelius: neil con
courtney: court
cynthia: cindy cyndi
daniel: dan danny dani
danielle daniela: dani danny ella
david: dave davey davy
deborah debra: deb debbie debby
delores dolores: dolly lola dee lolita
denise dennis: denny den
desmond: des
dmitri dmitry dimitri dimitrios: dima mitya dimi mitri
dominic dominick domenico: dom nick nicky
donald donovan: don donny donnie
donna: don
dorothy dorothea: dot dottie dolly dora thea
douglas: doug
duncan: dunc
dwight: ike
edgar: ed eddie
edith: edie
edmund eduardo edward edwin: ed eddie ted teddy ned lalo
eileen aileen: ellie
eleanor eleanora elena helen helena ellen: ellie nell nellie nora lena ella elle leni
elias elijah eli: lee
elizabeth elisabeth isabel isabella isabelle elisabetta: liz lizzie beth betty betsy bess bessie eliza lisa libby izzy bella belle lisbeth elsie ella liza buffy
elliott: eli
emanuel emmanuel manuel manuela: manny manolo manu
emily emma emmeline: em emmy millie
enrique henry henri heinrich: harry hank hal quique rick
eric erik erica erika frederick: ric rick ricky
ernest ernesto ernestine: ernie tina neto
esperanza: espe
esther hester: essie hettie
ethel: eth
eugene eugenia eugenio: gene genie gena
eva evelyn eve: evie ev lyn
faith: fay
felicia: fel fliss
felix felipe philip phillip philippe: phil pip lipe flip
ferdinand fernando: ferdie nando fern
florence: flo flossie florrie
frances francesca francis francisco frank franklin franz: fran frannie frankie fanny paco pancho cisco chico cesca frank
frederick frederic frederica: fred freddie freddy rick
gabriel gabriela gabrielle: gabe gabby gaby elle
geoffrey jeffrey jeffery: jeff geoff
george georgia georgina georgiana jorge: georgie gina
gerald gerard geraldine gerardo: gerry jerry ger geri
gertrude: gertie trudy
gilbert gilberto: gil bert
giovanni giovanna: gio gianni vanni
gloria: glo
grace gracie: gracie
gregory gregorio: greg gregg goyo
guadalupe: lupe lupita
guillermo william willem wilhelm guillaume: bill billy will willie willy liam memo guille wim
gustavo gustav: gus tavo
gwendolyn: gwen wendy
harold harry harrison: hal harry
harriet henrietta: hattie hettie etta
heather: heath
hector: tito
herbert heriberto: herb bert beto
hilary hillary: hil
howard: howie ward
hubert humberto: hugh bert beto
hugh hugo: huey hughie
ian: ean
ignacio ignatius: nacho iggy
imogen: immy
irene: rene renie
isaac: ike zack
isidore isidro: izzy
ivan: vanya
jack john jonathan johann ivan juan jean johnathan: johnny jack jon jonny johnnie jock juanito
jacob jakob: jake jay jakey
jacqueline: jackie jacqui
james jaime diego santiago: jim jimmy jamie jem jimmie jaimie
jane janet janice jean jeanette joan joanna joanne johanna: jan janie jeannie jo joanie jenny hanna nettie netta annie
jared: jay
jasmine: jas jazz
jason: jay jace
jennifer: jen jenny jenna jennie
jeremiah jeremy jerome: jerry jem jer
jessica: jess jessie
jesse: jess
jesus: chuy chucho
jillian gillian jill: jilly gill
joaquin: quino
joel: joe
jose joseph josef giuseppe yusuf: joe joey jo pepe pepito beppe chepe
josephine josefina: jo josie fina josefa pepa
joshua: josh
joyce: joy
judith: judy jude judi
julia juliana julianne julie juliet julieta: jules julie jill
julian julius julio: jules
justin justina: jus tina
karen karin: kaz
kelly: kel
kenneth: ken kenny
kevin: kev
kimberly: kim kimmy kimberley
lance lancelot: lance
larry laurence lawrence lorenzo lars: larry laurie lon lorry enzo
laura lauren laurel lorraine loretta: laurie lori lorrie lolly retta
leah: lee
leigh: lee
leo leon leonard leonardo: lenny len leo lennie nardo
leslie lesley: les
leticia letitia: lettie letty tish
lester: les
lewis louis luis ludwig: lou louie lewie luisito
lillian lilian lily: lil lilly lillie
lindsay lindsey: linds
louise louisa luisa lucille lucinda lucia lucy: lou lulu lu cindy lucie luz
lourdes: lulu
lucas luke luca lukas: luc luka
lydia: lyddie
mabel: mae may
madeline madeleine magdalena: maddie maddy lena magda madge
malcolm: mal
marcia marsha: marcy marcie
marcus mark marc marcos marco markus: mark marky
margaret margarita marguerite margarete margery marjorie: maggie meg peg peggy marge margie rita greta daisy madge megan mags gretchen midge
maria marie mary miriam marian mariana marianne maryam: molly polly mamie mae may mia mari maite mimi maruja minnie ria
marilyn: mari lyn
mario: marito
marshall: marsh
martha: marty mattie
martin martina martinez: marty tina
marvin melvin: marv mel vin
matilda mathilde: tilly mattie tilda
matthew mathew mateo matthias matteo: matt matty mat teo
maureen: mo reenie
maurice mauricio morris: mo morrie moe
maxwell maximilian maxine maximo: max maxie
melanie: mel
melissa: mel missy lissa
mercedes: merche mercy
michael miguel mikhail michel: mike mikey mick mickey micky misha mitch mico
michelle michaela michele: shelly micki shell mickey
mildred: millie milly
mohammed muhammad mohamed mohammad: mo moe
monica: moni nikki
nancy: nan
natalie natalia natasha nathalie: nat tasha nattie talia
nathan nathaniel: nate nat
nicholas nicolas nikolai nicola nikolas: nick nicky nico niko kolya klaus
nicole nicola nicolette: nicky nikki niki cole
nigel: nige
norma: nor
norman: norm
octavia octavio: tavi
oliver olivia: ollie liv livvy olly via
oscar: ozzie
oswald: oz ozzie
pamela: pam pammy
patricia patrice: pat patty patsy trish tricia patti
patrick patricio: pat paddy rick
paul paula paulina pauline pablo pavel: paulie polly lina pauly pasha
penelope: penny
percival percy: perce
peter pedro pierre piotr: pete petey perico
phyllis: phyl
preston: pres
priscilla: cilla prissy
prudence: prue
rachel raquel rachael: rae rach shelly
ralph rafael raphael rafaela: rafe rafa ralphie
ramon ramona raymond raymundo: ray mona moncho
randall randolph: randy rand
rebecca rebekah: becky becca beck reba
regina reginald: reg reggie gina rex
rene renee: ren
rhonda ronda: ron
richard ricardo richardo: rick dick rich ricky richie dickie rico
robert roberto roberta rupert: bob rob bobby robbie bert robby beto bobbie robin
roderick rodney rodrigo rodolfo rudolph rudolf: rod rick rudy roddy fito
roger rogelio: rodge rog
roland rolando: rollie rolly
ronald ronaldo veronica: ron ronnie ronny roni nica vera
rosa rosalie rosalind rosamund rose roseanne rosemary rosario rosalia: rosie rose roz rosy charo
roxanne roxana: roxy rox
ruben reuben: rube ben
russell: russ rusty
ruth: ruthie
sabrina: brina
salvador salvatore salvadore: sal chava
samantha: sam sammy
samuel samson: sam sammy
sandra cassandra: sandy cass cassie sandi
santiago: santi chago
sara sarah: sally sadie
scott: scotty
sebastian: seb bas bash
sergio sergei sergey: serge seryozha checo
seymour: sy
shannon: shan
sharon: shari shaz
sheila: shel
shirley: shirl
sidney sydney: sid syd
silvia sylvia: syl silvie
simon simone: si sim
solomon: sol solly
sophia sofia sophie: soph sophy fia
stanley stanislaw: stan
stella estelle: ella
stephanie estefania: steph stephie steffi
stephen steven stefan esteban stephan: steve stevie stef
stewart stuart: stu stew
susan susanna suzanne susana: sue susie suzy suzie sukey
sylvester: sly vester
tabitha: tabby
tamara tammy: tam tammie
terence terrence teresa theresa terry: terry tess tessa tere tracy teri tere terri
thaddeus tadeusz: tad ted thad
thelma: thel
theodore theodora teodoro: ted teddy theo dora teo
thomas tomas tommaso: tom tommy thom tommie
tiffany: tiff
timothy timoteo: tim timmy
tobias: toby
travis: trav
trevor: trev
tyler tyrone: ty
ursula: ulla
valerie valeria: val
vanessa: nessa van
vernon: vern
victor victoria: vic vicky vicki tori vick vito viki
vincent vicente vincenzo: vince vinny vinnie vin chente enzo
viola violet violeta: vi
virginia: ginny ginger gina
vivian vivienne: viv
vladimir: vlad volodya vova
wallace: wally wall
walter: walt wally
wanda: wan
warren: ren
wayne: way
wendell: wen
wesley: wes
wilfred wilfredo: will fred wilf
wilhelmina: minnie billie mina wilma
william wilson: bill billy will willie
winifred winston: win winnie freddie
xavier javier: javi xavi
yolanda: yoli
yvonne yvette: evie vonnie
zachary zachariah: zach zack zak
zoe: zo
`;

const NICKNAMES = new Map<string, readonly string[]>();

function read(): void {
	const found = new Map<string, Set<string>>();
	const note = (word: string, other: string): void => {
		if (word === other) return;
		const others = found.get(word) ?? new Set();
		found.set(word, others.add(other));
	};
	for (const line of FAMILIES.split('\n')) {
		const [formal, familiar] = line.split(':');
		if (formal === undefined || familiar === undefined) continue;
		const long = formal.trim().split(' ');
		const short = familiar.trim().split(' ');
		for (const one of long) for (const other of short) note(one, other);
		for (const one of short) {
			for (const other of long) note(one, other);
			for (const other of short) note(one, other);
		}
	}
	for (const [word, others] of found) NICKNAMES.set(word, [...others]);
}

/** What a person with this given name (lower case, without accents) may be called as well. */
export function nicknamesOf(given: string): readonly string[] {
	if (NICKNAMES.size === 0) read();
	return NICKNAMES.get(given) ?? [];
}
