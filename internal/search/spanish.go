package search

// spanishRules undo plurals, for words without accents. What a plural in -es has lost
// shows in the letters before: corazones has lost its -es, cortes only its -s. Gender is
// left alone; words of one root are found by spanishEndings.
const spanishRules = "=tres>tres =mes>mes =meses>mes =tos>tos =dos>dos =gas>gas =gases>gas =pies>pie =diabetes>diabetes =herpes>herpes =caries>caries " +
	"=interes>interes =antes>antes =genes>gen =carnes>carne =higienes>higiene =torres>torre =sedes>sede =redes>red =leyes>ley =reyes>rey =dulces>dulce " +
	"eses>es6 ces>z4 bles>ble5 cles>cle5 bres>bre5 cres>cre5 dres>dre5 gres>gre5 pres>pre5 tres>tre5 vres>vre5 rres>rre5 " +
	"andes>ande6 endes>ende6 ondes>onde6 ardes>arde6 ordes>orde6 " +
	"nes>n5 ales>al5 eles>el5 iles>il5 oles>ol5 ules>ul5 ares>ar5 eres>er5 ores>or5 ades>ad5 edes>ed5 udes>ud5 is>is4 us>us4 s>4"

// spanishEndings are kept to five letters.
const spanishEndings = "a ada ado al ante ar ares aria ario as cion dor dora e es ica icas ico icos ida idad ido ion ir ismo ista itis iva ivo " +
	"o or ora os osa oso osis tica tico"

// spanishGeneric are stems, sorted; their places are published, so a change changes
// every shard.
const spanishGeneric = "abierta adulto aguda agudo analisis anterior benigna benigno bilateral biopsia cancer celula cerrada cirugia completa congenita " +
	"congenito cronica cronico cuerpo cuidado derecha derecho enfermedad estudio examen extirpacion extraccion familiar general hereditaria implante " +
	"infeccion inferior infiltracion inyeccion izquierda izquierdo lateral lesion maligna maligno manejo mayor menor multiple nino operacion parcial " +
	"piel posterior primaria primario procedimiento prueba reemplazo relacionada reparacion retiro secundaria simple sindrome sistema " +
	"superior terapia tipo total trastorno tratamiento tumor unilateral"

const spanishStop = "a al algo algun alguna algunas algunos ante antes aquel aquella asi aun aunque bajo cada como con contra cual cuales cuando " +
	"cuanta cuantas cuanto cuantos de del desde despues donde durante el ella ellas ellos en entre era es esa esas ese eso esos esta estaba estan " +
	"estar estas este esto estos estoy fue fueron ha haber hace hacen hacer hacia han hasta hay he hice hizo ir la las le les lo los mas me mi mis mucha " +
	"muchas mucho muchos muy nada ni no nos nosotros nuestra nuestro o os otra otras otro otros para pero poco por porque pues que quien quienes se sea " +
	"segun ser si sido sin sobre son soy su sus tal tambien tan tanto te tener tengo ti tiene tienen toda todas todo todos tu tus un una unas uno unos " +
	"usted ustedes va van voy y ya yo"

const spanishAsks = "que como cuando donde quien quienes cual cuales cuanto cuanta cuantos cuantas por para es son esta estan puede pueden puedo se debo " +
	"debe tengo hay"

const spanishSoft = "afecta afectada afectado alta antes ayuda ayudar causa causas cobertura complicacion complicaciones contagiosa contagioso " +
	"costo costos cuesta cuestan cuidado cuidados cura curar debe debo deben despues diagnostica diagnosticar diagnostico doctor doctora duele duelen duo " +
	"dura duracion duran efectos esperar evita evitar expectativa factores genetica genetico grave hago hija hijo medico mortal mueren muere necesita " +
	"necesito pacientes paciente peligrosa peligroso peligro personas prepara preparar prevencion previene prevenir procedimiento pronostico " +
	"prueba pruebas puede pueden puedo recuperacion recuperar relacionada riesgo riesgos saber segura seguro seguros senal senales sentir significa sintoma " +
	"sintomas sirve sirven tarda tardan tiempo tipo tipos toma tomar trata tratar tratamiento tratamientos usa usan usar"
