/**
 * Names of medicines that the verifier knows beside those of the chart, so that one that the chart
 * does not have is seen. International non-proprietary names; each brand stands with its ingredient.
 */
export const GENERICS: readonly string[] = `
abacavir abatacept abciximab abiraterone acamprosate acarbose acetaminophen acetazolamide acetylcysteine acyclovir adalimumab adapalene adenosine
albumin albuterol alemtuzumab alendronate alfuzosin alirocumab aliskiren allopurinol almotriptan alogliptin alprazolam alteplase amantadine
ambrisentan amikacin amiloride aminophylline amiodarone amitriptyline amlodipine amoxapine amoxicillin amphetamine amphotericin ampicillin anagrelide
anakinra anastrozole anidulafungin apixaban apremilast aprepitant argatroban aripiprazole armodafinil asenapine aspirin atazanavir atenolol
atezolizumab atomoxetine atorvastatin atovaquone atropine azathioprine azilsartan azithromycin aztreonam bacitracin baclofen baricitinib beclomethasone
belimumab bempedoic benazepril bendamustine benzonatate benztropine betamethasone bethanechol bevacizumab bicalutamide bictegravir bisacodyl bisoprolol
bivalirudin bleomycin bortezomib bosentan brexpiprazole brimonidine bromocriptine budesonide bumetanide bupivacaine buprenorphine bupropion buspirone
busulfan butalbital cabergoline caffeine calcitriol calcium canagliflozin candesartan cangrelor capecitabine capsaicin captopril carbamazepine carbidopa
carboplatin cariprazine carisoprodol carvedilol caspofungin cefaclor cefadroxil cefazolin cefdinir cefepime cefiderocol cefixime cefotaxime cefotetan
cefoxitin cefpodoxime cefprozil ceftaroline ceftazidime ceftriaxone cefuroxime celecoxib cephalexin certolizumab cetirizine cetuximab chlorambucil
chlordiazepoxide chlorhexidine chloroquine chlorothiazide chlorpheniramine chlorpromazine chlorpropamide chlorthalidone cholecalciferol cholestyramine
ciclesonide cilostazol cimetidine cinacalcet ciprofloxacin cisatracurium cisplatin citalopram cladribine clarithromycin clindamycin clobazam clobetasol clomiphene
clomipramine clonazepam clonidine clopidogrel clorazepate clotrimazole clozapine codeine colchicine colesevelam colestipol colistin cortisone
cosyntropin cyanocobalamin cyclobenzaprine cyclophosphamide cyclosporine cyproheptadine cytarabine dabigatran dacarbazine dalbavancin dalteparin
dantrolene dapagliflozin dapsone daptomycin darbepoetin darifenacin darunavir dasatinib daunorubicin deferasirox degarelix denosumab desipramine
desloratadine desmopressin desvenlafaxine dexamethasone dexlansoprazole dexmedetomidine dexmethylphenidate dextroamphetamine dextromethorphan dextrose diazepam
diclofenac dicloxacillin dicyclomine digoxin dihydroergotamine diltiazem dimenhydrinate diphenhydramine diphenoxylate dipyridamole disopyramide disulfiram
divalproex dobutamine docetaxel docusate dofetilide dolutegravir donepezil dopamine doripenem dorzolamide doxazosin doxepin doxorubicin doxycycline
doxylamine dronabinol dronedarone droperidol dulaglutide duloxetine dupilumab dutasteride edaravone edoxaban efavirenz eletriptan eltrombopag empagliflozin
emtricitabine enalapril enalaprilat enoxaparin entacapone entecavir enzalutamide epinephrine epirubicin eplerenone epoetin epoprostenol eptifibatide
erenumab ergocalciferol ergotamine eribulin erlotinib ertapenem ertugliflozin erythromycin escitalopram esketamine eslicarbazepine esmolol esomeprazole
estradiol eszopiclone etanercept ethambutol ethosuximide etodolac etomidate etoposide etravirine everolimus evolocumab exemestane exenatide ezetimibe
famciclovir famotidine febuxostat felbamate felodipine fenofibrate fentanyl fesoterodine fexofenadine fidaxomicin filgrastim finasteride finerenone fingolimod
flecainide fluconazole flucytosine fludarabine fludrocortisone flumazenil flunisolide fluocinonide fluorouracil fluoxetine fluphenazine flurbiprofen
flutamide fluticasone fluvastatin fluvoxamine folate fondaparinux formoterol fosaprepitant foscarnet fosfomycin fosinopril fosphenytoin frovatriptan
fulvestrant furosemide gabapentin galantamine ganciclovir gefitinib gemcitabine gemfibrozil gemifloxacin gentamicin glatiramer glimepiride glipizide glucagon
glyburide glycopyrrolate golimumab goserelin granisetron griseofulvin guaifenesin guanfacine haloperidol heparin hydralazine hydrochlorothiazide
hydrocodone hydrocortisone hydromorphone hydroxychloroquine hydroxyurea hydroxyzine hyoscyamine ibandronate ibrutinib ibuprofen ibutilide icatibant idarucizumab
ifosfamide iloperidone imatinib imipenem imipramine indapamide indomethacin infliximab insulin ipratropium irbesartan irinotecan iron isavuconazonium
isoniazid isoproterenol isosorbide isotretinoin isradipine itraconazole ivabradine ivermectin ixekizumab ketamine ketoconazole ketoprofen ketorolac
labetalol lacosamide lactulose lamivudine lamotrigine lansoprazole lanthanum lapatinib latanoprost leflunomide lemborexant lenalidomide letrozole leucovorin
leuprolide levalbuterol levetiracetam levocarnitine levocetirizine levodopa levofloxacin levonorgestrel levothyroxine lidocaine linaclotide linagliptin
linezolid liothyronine liraglutide lisdexamfetamine lisinopril lithium lixisenatide loperamide lopinavir loratadine lorazepam losartan lovastatin loxapine
lubiprostone lurasidone macitentan magnesium mannitol maraviroc mebendazole meclizine medroxyprogesterone mefloquine megestrol meloxicam melatonin melphalan
memantine meperidine mepolizumab mercaptopurine meropenem mesalamine mesna metaxalone metformin methadone methazolamide methenamine methimazole
methocarbamol methotrexate methyldopa methylergonovine methylnaltrexone methylphenidate methylprednisolone metoclopramide metolazone metoprolol metronidazole
mexiletine micafungin miconazole midazolam midodrine milnacipran milrinone minocycline minoxidil mirabegron mirtazapine misoprostol mitomycin
mitoxantrone modafinil moexipril mometasone montelukast morphine moxifloxacin mupirocin mycophenolate nabumetone nadolol nafcillin nalbuphine naloxegol
naloxone naltrexone naproxen naratriptan natalizumab nateglinide nebivolol nefazodone nelfinavir neomycin neostigmine nevirapine niacin nicardipine nicotine
nifedipine nilotinib nimodipine nintedanib nisoldipine nitazoxanide nitrofurantoin nitroglycerin nitroprusside nivolumab norepinephrine norethindrone
nortriptyline nystatin obinutuzumab ocrelizumab octreotide ofloxacin olanzapine olaparib olmesartan omalizumab omeprazole ondansetron oritavancin
orlistat orphenadrine oseltamivir osimertinib oxacillin oxaliplatin oxaprozin oxazepam oxcarbazepine oxybutynin oxycodone oxymorphone oxytocin
paclitaxel palbociclib paliperidone palonosetron pamidronate pancrelipase pantoprazole papaverine paroxetine patiromer pazopanib pegfilgrastim
peginterferon pembrolizumab pemetrexed penicillin pentamidine pentobarbital pentoxifylline perampanel perindopril permethrin perphenazine phenazopyridine phenelzine
phenobarbital phentolamine phenylephrine phenytoin physostigmine phytonadione pilocarpine pimavanserin pimozide pindolol pioglitazone piperacillin pirfenidone
piroxicam pitavastatin polymyxin posaconazole potassium pramipexole pramlintide prasugrel pravastatin praziquantel prazosin prednisolone prednisone
pregabalin primaquine primidone probenecid procainamide prochlorperazine progesterone promethazine propafenone propofol propranolol propylthiouracil
protamine pseudoephedrine pyrazinamide pyridostigmine pyridoxine quetiapine quinapril quinidine rabeprazole raloxifene raltegravir ramelteon ramipril
ranitidine ranolazine rasagiline rasburicase regorafenib remdesivir remifentanil repaglinide reslizumab ribavirin ribociclib rifabutin rifampin rifapentine
rifaximin rilpivirine riluzole rimegepant riociguat risankizumab risedronate risperidone ritonavir rituximab rivaroxaban rivastigmine rizatriptan rocuronium
roflumilast romosozumab ropinirole rosiglitazone rosuvastatin rufinamide ruxolitinib sacubitril salmeterol salsalate sarilumab saxagliptin scopolamine
secukinumab selegiline selexipag semaglutide senna sennosides sertraline sevelamer sildenafil silodosin simethicone simvastatin sirolimus sitagliptin
sofosbuvir solifenacin solriamfetol sorafenib sotalol spironolactone streptokinase streptomycin succinylcholine sucralfate sufentanil sugammadex sulfadiazine
sulfamethoxazole sulfasalazine sulindac sumatriptan sunitinib suvorexant tacrolimus tadalafil tafamidis tamoxifen tamsulosin tapentadol tedizolid telavancin
telithromycin telmisartan temazepam temozolomide tenecteplase tenofovir terazosin terbinafine terbutaline teriflunomide teriparatide testosterone
tetrabenazine tetracycline theophylline thiamine thioridazine tiagabine ticagrelor ticlopidine tigecycline timolol tinidazole tiotropium tirofiban tirzepatide
tizanidine tobramycin tocilizumab tofacitinib tolcapone tolterodine tolvaptan topiramate toremifene torsemide tramadol trandolapril tranexamic tranylcypromine
trastuzumab travoprost trazodone treprostinil triamcinolone triamterene triazolam trifluoperazine trihexyphenidyl trimethoprim trospium umeclidinium upadacitinib
ursodiol ustekinumab valacyclovir valbenazine valganciclovir valproate valsartan vancomycin vardenafil varenicline vasopressin vecuronium vedolizumab vemurafenib
venetoclax venlafaxine verapamil vericiguat vilanterol vilazodone vinblastine vincristine vinorelbine voriconazole vorapaxar vortioxetine warfarin zafirlukast zaleplon
zanamivir zidovudine zileuton ziprasidone zoledronic zolmitriptan zolpidem zonisamide
paracetamol salbutamol adrenaline noradrenaline pethidine rifampicin ciclosporin frusemide glibenclamide lignocaine dextran clavulanate sulbactam tazobactam avibactam
glargine lispro aspart detemir degludec glulisine azelastine oxymetazoline tropicamide cyclopentolate acarbose biotin zinc melperone metamizole dipyrone
`
	.trim()
	.split(/\s+/);

/** Brand and the ingredient it has; a salt is named where another brand has another salt. */
export const BRANDS: ReadonlyArray<readonly [string, string]> = `
tylenol=acetaminophen ofirmev=acetaminophen panadol=acetaminophen zovirax=acyclovir humira=adalimumab proventil=albuterol ventolin=albuterol proair=albuterol fosamax=alendronate
zyloprim=allopurinol xanax=alprazolam pacerone=amiodarone cordarone=amiodarone elavil=amitriptyline norvasc=amlodipine eliquis=apixaban abilify=aripiprazole ecotrin=aspirin bayer=aspirin
tenormin=atenolol strattera=atomoxetine lipitor=atorvastatin imuran=azathioprine zithromax=azithromycin lioresal=baclofen lotensin=benazepril tessalon=benzonatate dulcolax=bisacodyl
zebeta=bisoprolol pulmicort=budesonide bumex=bumetanide suboxone=buprenorphine_naloxone wellbutrin=bupropion zyban=bupropion buspar=buspirone rocaltrol=calcitriol
invokana=canagliflozin atacand=candesartan capoten=captopril tegretol=carbamazepine sinemet=carbidopa_levodopa coreg=carvedilol ancef=cefazolin kefzol=cefazolin
omnicef=cefdinir maxipime=cefepime rocephin=ceftriaxone ceftin=cefuroxime celebrex=celecoxib keflex=cephalexin zyrtec=cetirizine librium=chlordiazepoxide cipro=ciprofloxacin celexa=citalopram
biaxin=clarithromycin cleocin=clindamycin klonopin=clonazepam catapres=clonidine plavix=clopidogrel clozaril=clozapine colcrys=colchicine flexeril=cyclobenzaprine
neoral=cyclosporine pradaxa=dabigatran farxiga=dapagliflozin cubicin=daptomycin aranesp=darbepoetin prolia=denosumab ddavp=desmopressin decadron=dexamethasone precedex=dexmedetomidine
valium=diazepam voltaren=diclofenac bentyl=dicyclomine lanoxin=digoxin cardizem=diltiazem benadryl=diphenhydramine depakote=divalproex colace=docusate aricept=donepezil cardura=doxazosin
vibramycin=doxycycline trulicity=dulaglutide cymbalta=duloxetine dupixent=dupilumab avodart=dutasteride savaysa=edoxaban jardiance=empagliflozin vasotec=enalapril lovenox=enoxaparin
epipen=epinephrine inspra=eplerenone procrit=epoetin epogen=epoetin invanz=ertapenem lexapro=escitalopram brevibloc=esmolol nexium=esomeprazole lunesta=eszopiclone enbrel=etanercept zetia=ezetimibe
pepcid=famotidine uloric=febuxostat tricor=fenofibrate duragesic=fentanyl sublimaze=fentanyl allegra=fexofenadine dificid=fidaxomicin neupogen=filgrastim proscar=finasteride diflucan=fluconazole
prozac=fluoxetine flonase=fluticasone flovent=fluticasone arixtra=fondaparinux lasix=furosemide neurontin=gabapentin amaryl=glimepiride glucotrol=glipizide mucinex=guaifenesin robitussin=guaifenesin
haldol=haloperidol apresoline=hydralazine microzide=hydrochlorothiazide hctz=hydrochlorothiazide vicodin=hydrocodone_acetaminophen norco=hydrocodone_acetaminophen lortab=hydrocodone_acetaminophen
solu-cortef=hydrocortisone dilaudid=hydromorphone plaquenil=hydroxychloroquine hydrea=hydroxyurea atarax=hydroxyzine vistaril=hydroxyzine motrin=ibuprofen advil=ibuprofen primaxin=imipenem_cilastatin
remicade=infliximab lantus=insulin_glargine toujeo=insulin_glargine basaglar=insulin_glargine humalog=insulin_lispro novolog=insulin_aspart levemir=insulin_detemir tresiba=insulin_degludec apidra=insulin_glulisine
humulin=insulin novolin=insulin atrovent=ipratropium avapro=irbesartan imdur=isosorbide_mononitrate isordil=isosorbide_dinitrate toradol=ketorolac trandate=labetalol vimpat=lacosamide lamictal=lamotrigine
prevacid=lansoprazole xalatan=latanoprost arava=leflunomide xopenex=levalbuterol keppra=levetiracetam levaquin=levofloxacin synthroid=levothyroxine levoxyl=levothyroxine linzess=linaclotide tradjenta=linagliptin
zyvox=linezolid victoza=liraglutide saxenda=liraglutide vyvanse=lisdexamfetamine zestril=lisinopril prinivil=lisinopril imodium=loperamide claritin=loratadine ativan=lorazepam cozaar=losartan mevacor=lovastatin
latuda=lurasidone antivert=meclizine megace=megestrol mobic=meloxicam namenda=memantine demerol=meperidine merrem=meropenem glucophage=metformin dolophine=methadone tapazole=methimazole robaxin=methocarbamol
ritalin=methylphenidate concerta=methylphenidate medrol=methylprednisolone solu-medrol=methylprednisolone reglan=metoclopramide zaroxolyn=metolazone lopressor=metoprolol_tartrate toprol=metoprolol_succinate toprol-xl=metoprolol_succinate
flagyl=metronidazole versed=midazolam miralax=polyethylene_glycol glycolax=polyethylene_glycol remeron=mirtazapine singulair=montelukast avelox=moxifloxacin bactroban=mupirocin cellcept=mycophenolate corgard=nadolol
narcan=naloxone aleve=naproxen naprosyn=naproxen bystolic=nebivolol procardia=nifedipine adalat=nifedipine macrobid=nitrofurantoin nitrostat=nitroglycerin levophed=norepinephrine pamelor=nortriptyline mycostatin=nystatin
sandostatin=octreotide zyprexa=olanzapine benicar=olmesartan prilosec=omeprazole zofran=ondansetron tamiflu=oseltamivir trileptal=oxcarbazepine ditropan=oxybutynin oxycontin=oxycodone roxicodone=oxycodone percocet=oxycodone_acetaminophen
protonix=pantoprazole paxil=paroxetine veltassa=patiromer keytruda=pembrolizumab dilantin=phenytoin actos=pioglitazone zosyn=piperacillin_tazobactam mirapex=pramipexole effient=prasugrel pravachol=pravastatin
minipress=prazosin deltasone=prednisone lyrica=pregabalin mysoline=primidone compazine=prochlorperazine phenergan=promethazine diprivan=propofol inderal=propranolol seroquel=quetiapine altace=ramipril
zantac=ranitidine ranexa=ranolazine veklury=remdesivir xifaxan=rifaximin risperdal=risperidone rituxan=rituximab xarelto=rivaroxaban requip=ropinirole crestor=rosuvastatin entresto=sacubitril_valsartan januvia=sitagliptin
ozempic=semaglutide wegovy=semaglutide rybelsus=semaglutide senokot=senna zoloft=sertraline renvela=sevelamer viagra=sildenafil revatio=sildenafil zocor=simvastatin betapace=sotalol aldactone=spironolactone carafate=sucralfate
bactrim=sulfamethoxazole_trimethoprim septra=sulfamethoxazole_trimethoprim imitrex=sumatriptan prograf=tacrolimus cialis=tadalafil flomax=tamsulosin micardis=telmisartan restoril=temazepam brilinta=ticagrelor spiriva=tiotropium
mounjaro=tirzepatide zanaflex=tizanidine actemra=tocilizumab topamax=topiramate demadex=torsemide ultram=tramadol desyrel=trazodone dyazide=hydrochlorothiazide_triamterene augmentin=amoxicillin_clavulanate unasyn=ampicillin_sulbactam
actigall=ursodiol stelara=ustekinumab valtrex=valacyclovir valcyte=valganciclovir diovan=valsartan vancocin=vancomycin chantix=varenicline effexor=venlafaxine calan=verapamil vfend=voriconazole coumadin=warfarin jantoven=warfarin
geodon=ziprasidone ambien=zolpidem zonegran=zonisamide advair=fluticasone_salmeterol symbicort=budesonide_formoterol breo=fluticasone_vilanterol combivent=albuterol_ipratropium duoneb=albuterol_ipratropium anoro=umeclidinium_vilanterol
amoxil=amoxicillin kayexalate=sodium_polystyrene lokelma=sodium_zirconium klor-con=potassium_chloride k-dur=potassium_chloride slow-mag=magnesium hyzaar=hydrochlorothiazide_losartan zestoretic=hydrochlorothiazide_lisinopril
janumet=metformin_sitagliptin dulera=formoterol_mometasone trelegy=fluticasone_umeclidinium_vilanterol paxlovid=nirmatrelvir_ritonavir genvoya=elvitegravir biktarvy=bictegravir truvada=emtricitabine_tenofovir tmp-smx=sulfamethoxazole_trimethoprim
kcl=potassium_chloride asa=aspirin apap=acetaminophen ntg=nitroglycerin peg=polyethylene_glycol_3350 vanc=vancomycin mmf=mycophenolate mtx=methotrexate inh=isoniazid
`
	.trim()
	.split(/\s+/)
	.map((pair) => {
		const [brand, ingredient] = pair.split('=');
		return [brand.replaceAll('-', ' '), ingredient.replaceAll('_', ' ')] as const;
	});

/** Other names of the same ingredient. */
export const SAME_INGREDIENT: ReadonlyArray<readonly [string, string]> = [
	['paracetamol', 'acetaminophen'],
	['salbutamol', 'albuterol'],
	['adrenaline', 'epinephrine'],
	['noradrenaline', 'norepinephrine'],
	['pethidine', 'meperidine'],
	['rifampicin', 'rifampin'],
	['ciclosporin', 'cyclosporine'],
	['frusemide', 'furosemide'],
	['glibenclamide', 'glyburide'],
	['lignocaine', 'lidocaine'],
	['acetylsalicylic acid', 'aspirin'],
	['sennosides', 'senna'],
	['vitamin d3', 'cholecalciferol'],
	['vitamin b12', 'cyanocobalamin'],
	['folic acid', 'folate'],
	['glyceryl trinitrate', 'nitroglycerin'],
];

/** Endings by which a word is a medicine, even one that no list has; four letters or more stand before them. */
export const DRUG_ENDINGS: readonly string[] =
	'olol pril prilat sartan statin azole oxacin mycin micin cillin cycline penem tidine prazole setron triptan gliptin gliflozin glutide glitazone dipine zosin lukast parin xaban gatran grel grelor tinib ciclib mab cept vir caine curonium barbital azepam azolam oxetine pramine triptyline peridone apine piprazole bactam fungin floxacin cef sone solone onide terol tropium parib limus platin rubicin taxel semide thiazide actone profen oxicam coxib fibrate pitant zumab ximab umab nacept stigmine dronate'.split(
		' ',
	);

/** Words with such an ending that are no medicines. */
export const NO_DRUG = new Set(
	'reservoir souvenir intercept concept except accept precept percept cocaine elvir progesterone testosterone hormone azimuth cortisone novocaine landscape'.split(
		' ',
	),
);

/** Names of groups of medicines and the endings or names of those that belong to them. */
export const CLASSES: ReadonlyArray<readonly [string, string]> = [
	['beta blocker|beta blockade|betablocker', '*olol carvedilol labetalol'],
	['ace inhibitor|acei|ace i', '*pril *prilat'],
	['angiotensin receptor blocker|arb', '*sartan'],
	['statin|hmg coa reductase inhibitor', '*statin'],
	['proton pump inhibitor|ppi', '*prazole'],
	['h2 blocker', '*tidine'],
	['loop diuretic', 'furosemide bumetanide torsemide'],
	[
		'diuretic|diuresis|diuresed|diurese|diuretic therapy',
		'furosemide bumetanide torsemide *thiazide metolazone chlorthalidone spironolactone eplerenone acetazolamide indapamide amiloride triamterene',
	],
	[
		'anticoagulation|anticoagulant|anticoagulated|blood thinner',
		'warfarin *parin *xaban *gatran argatroban bivalirudin',
	],
	['doac|direct oral anticoagulant|noac', '*xaban *gatran'],
	[
		'antiplatelet|dual antiplatelet therapy|dapt|antiplatelet therapy',
		'aspirin *grel *grelor dipyridamole cilostazol',
	],
	[
		'antibiotic|antibiotic therapy|antimicrobial|antibacterial',
		'*cillin cef* ceph* *mycin *micin *floxacin *cycline *penem metronidazole linezolid sulfamethoxazole trimethoprim nitrofurantoin aztreonam rifa* amikacin colistin tedizolid dalbavancin vancomycin clavulanate tazobactam sulbactam',
	],
	['cephalosporin', 'cef* ceph*'],
	['fluoroquinolone|quinolone', '*floxacin'],
	['macrolide', '*thromycin'],
	['antifungal', '*conazole *fungin amphotericin nystatin terbinafine isavuconazonium'],
	['antiviral', '*vir *ovir remdesivir'],
	[
		'steroid|corticosteroid|glucocorticoid|steroids',
		'prednis* methylprednis* dexameth* hydrocortisone budesonide fluticasone beclomethasone',
	],
	[
		'opioid|narcotic|opiate',
		'morphine oxycodone hydrocodone hydromorphone fentanyl tramadol methadone codeine buprenorphine oxymorphone tapentadol meperidine',
	],
	[
		'nsaid|non steroidal anti inflammatory',
		'ibuprofen naproxen ketorolac diclofenac meloxicam indomethacin celecoxib *profen',
	],
	['benzodiazepine', '*azepam *azolam chlordiazepoxide'],
	['ssri', 'sertraline fluoxetine citalopram escitalopram paroxetine fluvoxamine'],
	[
		'antidepressant',
		'*oxetine sertraline citalopram escitalopram bupropion mirtazapine trazodone venlafaxine *triptyline',
	],
	[
		'antihypertensive|antihypertensive therapy',
		'*pril *sartan *olol *dipine *thiazide chlorthalidone clonidine hydralazine carvedilol',
	],
	['calcium channel blocker|ccb', '*dipine diltiazem verapamil'],
	['bronchodilator|nebulizer|nebulizer treatment', '*terol *tropium *buterol'],
	['insulin therapy|sliding scale|basal insulin|insulin', 'insulin'],
	['sglt2 inhibitor', '*gliflozin'],
	['glp 1 agonist|glp 1 receptor agonist', '*glutide *natide'],
	[
		'antiepileptic|anticonvulsant|antiseizure medication',
		'levetiracetam phenytoin valpro* divalproex lamotrigine carbamazepine lacosamide topiramate oxcarbazepine',
	],
	['antipsychotic', '*peridone *apine haloperidol aripiprazole ziprasidone lurasidone'],
	['antiemetic', 'ondansetron metoclopramide prochlorperazine promethazine'],
	['vasopressor|pressor', 'norepinephrine vasopressin phenylephrine epinephrine dopamine'],
	[
		'laxative|stool softener|bowel regimen',
		'senna sennosides docusate polyethylene lactulose bisacodyl',
	],
	['antiarrhythmic', 'amiodarone sotalol flecainide dofetilide propafenone dronedarone'],
	['potassium supplement|potassium supplementation|potassium repletion', 'potassium'],
	[
		'immunosuppression|immunosuppressant',
		'tacrolimus cyclosporine mycophenolate azathioprine sirolimus',
	],
	['nitrate|nitrates', 'isosorbide nitroglycerin'],
	[
		'chemotherapy',
		'*platin *rubicin *taxel cyclophosphamide fluorouracil vincristine methotrexate',
	],
];

/** Salts and words of form or release, which a name may have or leave out. */
export const SALTS = new Set(
	'sodium potassium calcium hydrochloride hcl hydrobromide sulfate sulphate phosphate acetate maleate mesylate besylate tartrate succinate fumarate citrate bitartrate bromide chloride disodium trihydrate monohydrate dihydrate anhydrous hemihydrate magnesium carbonate gluconate lactate nitrate mofetil etexilate medoxomil cilexetil axetil proxetil pamoate decanoate palmitate propionate furoate xinafoate dipropionate valerate acetonide mononitrate dinitrate'.split(
		' ',
	),
);

export const FORM_WORDS = new Set(
	'tablet tablets tab tabs capsule capsules cap caps oral injection injectable solution suspension extended release er xr xl sr cr la dr ec delayed enteric coated chewable disintegrating odt immediate ir film inhaler hfa aerosol nebulizer nebulization powder patch cream ointment gel lotion drops spray syrup elixir suppository vial syringe prefilled pen pack unit dose topical ophthalmic nasal sublingual transdermal rectal intravenous subcutaneous intramuscular mg mcg g ml meq units unit hr hour hours actuation actuat and per in with for of 24 12 liquid concentrate kit device dry metered piggyback premix bag'.split(
		' ',
	),
);
