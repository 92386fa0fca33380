/**
 * Brands of drugs, implants, dressings and tests that are nobody's name and in no list of names. They are
 * written with a capital wherever they stand, so that a word before them (`cemented with Palacos`) or a
 * hyphen at the head of a line (`- Twinrix`) would make a person of them.
 */

/** What holds an implant, and implants and instruments by their brand. */
const IMPLANTS = `
palacos refobacin copal norian osteoset biomet depuy arthrex synthes corail tritanium accolade
oxinium interstim barostim micra aveir mitraclip evolut corevalve amplatzer cardiomems impella
heartmate heartware centrimag tandemheart solitaire penumbra trevo zilver viabahn goretex gortex
dacron cormatrix alloderm strattice permacol seprafilm surgiflo vistaseal bioglue coseal
tachosil stratafix vloc prineo hemovac aspira tenckhoff permcath trialysis mahurkar palindrome
groshong broviac powerport cordis omnipod medtronic cochlear baha ozurdex iluvien baerveldt
molteno istent hydrus preserflo acrysof tecnis biodex nustep walkaide bobath lofstrand rollator
quickie permobil roho varilite saebo`;

/** What wounds are dressed with. */
const DRESSINGS = `
biatain comfeel curafoam debrisoft drawtex dakins endoform exufiber hydrofera iodosorb manuka
mesalt mextra optifoam prevena profore puracol puraply replicare silvercel stomahesive tegasorb
tubigrip tubifast urgotul versiva xtrasorb zetuvit apligraf dermagraft epifix grafix integra
theraskin amnioband`;

/** Uterotonics, drugs of labour and of women's health. */
const LABOUR = `
hemabate methergine cytotec cervidil prepidil syntocinon carbetocin brethine implanon depo
estring intrarosa osphena rhogam rhophylac winrho zurzuvae diclegis bonjesta`;

/** Vaccines and immunoglobulins. */
const VACCINES = `
daptacel infanrix capvaxive cervarix varivax proquad rabavert vaxchora dengvaxia enflonsia
flublok nuvaxovid jynneos ipol pedvaxhib acthib hiberix hyperrab hyperhep nabi privigen gamunex
gammagard octagam panzyga bivigam hizentra cuvitru xembify hyqvia cytogam varizig`;

/** Biologics, small molecules and drugs of cancer. */
const BIOLOGICS = `
hadlima hyrimoz cyltezo yusimry amjevita erelzi avsola wezlana bimzelx siliq ilumya omvoh
zymfentra kevzara kineret ilaris litfulo sotyktu adbry ebglyss cibinqo cinqair truxima ruxience
riabni kanjinti trazimera ogivri trodelvy mvasi zirabev imjudo jemperli cyramza folfox folfiri
folfirinox eligard alunbrig lumakras krazati retevmo onureg ojjaara nivestym granix fulphila
ziextenzo mircera jubbonti atelvia injectafer feraheme venofer monoferric ferrlecit infed`;

/** Inhalers and what is breathed in. */
const BREATHED = `
airsupra seebri striverdi arcapta brovana perforomist flixotide aerospan seretide breyna fostair
zyflo pulmozyme cayston arikayce kalydeco orkambi symdeko trikafta alyftrek curosurf survanta
infasurf optiflow airvo vapotherm optichamber acapella aerobika spacer spacers nebuliser nebs`;

/** What thins the blood, and what reverses it. */
const BLOOD = `
angiomax argatroban kengreal aggrastat integrilin reopro activase tnkase cathflo kcentra
balfaxar praxbind andexxa novoseven feiba amicar cyklokapron lysteda`;

/** What stops vomiting, and drugs of the gut. */
const GUT = `
aloxi akynzeo cinvanti sustol inapsine barhemsys bonine antivert dramamine zelnorm ibsrela vowst
rebyota pancreaze viokace pertzye golytely nulytely moviprep suprep plenvu clenpiq sutab suflave
citrucel benefiber kaopectate pepto bismol gaviscon rolaids`;

/** What goes into eyes and ears. */
const EYES = `
rocklatan simbrinza betoptic diamox inveltys omnipred maxidex tobradex zylet moxeza zymaxid
ocuflox azasite ilotycin prolensa bromday nevanac acular lastacaft bepreve alrex miebo tyrvaya
eysuvis systane refresh susvimo syfovre izervay visudyne jetrea luxturna oxervate mydriacyl
cyclogyl ciprodex floxin cortisporin debrox`;

/** What dentists use. */
const TEETH = `
citanest oraqix orajel peridex periogard arestin atridox fluoridex clinpro dycal vitrebond fuji
gic ketac cavit irm tempbond invisalign waterpik`;

/** Other drugs by their brand. */
const DRUGS = `
megace mepron astagraf neoral sandimmune atgam orthoclone rukobia sovaldi livtencity relenza
vibativ fetroja rifadin sirturo pretomanid lampit daraprim krintafel brenzavvy rezvoglar baqsimi
gvoke zegalogue camzyos vyndamax vyndaqel attruby amvuttra onpattro wainua lokelma veltassa
auryxia velphoro fosrenol renvela phoslo xphozah sensipar parsabiv zemplar hectorol rayaldee
korsuva jynarque samsca filspari tarpeyo fabhalta nexlizet tarka lybalvi cobenfy nuplazid vyepti
reyvow sonata azstarys kloxxado brixadi probuphine antabuse campral kaletra evusheld actimmune
spinraza zolgensma evrysdi qalsody relyvrio vyvgart soliris ultomiris uplizna enspryng briumvi
mayzent zeposia ponvory bafiertam`;

/** Tests, scores, trials and protocols that are written as words. */
const TESTS = `
cerner uptodate micromedex lexicomp meditech allscripts athenahealth surescripts pyxis omnicell
alaris vocera tigertext perfectserve doximity medscape epocrates goodrx
cologuard guardant signatera oncotype mammaprint prosigna prolaris foundationone invitae natera
verifi counsyl quantiferon tspot genexpert biofire filmarray vitek maldi allomap allosure
fibroscan fibrosure paradigm averroes chaarted tailorx rxponder adaura flaura aphinity`;

export const BRANDS = [
	IMPLANTS,
	DRESSINGS,
	LABOUR,
	VACCINES,
	BIOLOGICS,
	BREATHED,
	BLOOD,
	GUT,
	EYES,
	TEETH,
	DRUGS,
	TESTS,
].join(' ');
