package picture

import "strings"

// svgElements are the elements that draw (SVG 2, appendix I). Left out are those that
// run programs (script), hold other languages (foreignObject), load pictures (image,
// feImage), or move (animate and the like).
var svgElements = setOf(`svg g defs symbol use title desc style switch
	path rect circle ellipse line polyline polygon text tspan textPath
	linearGradient radialGradient stop pattern clipPath mask marker filter
	feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap
	feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology
	feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence`)

// svgAttributes are those that say where, how large and how something is drawn.
var svgAttributes = setOf(`id class style lang role version
	x y x1 y1 x2 y2 cx cy r rx ry fx fy fr dx dy width height d points pathLength rotate transform viewBox preserveAspectRatio
	textLength lengthAdjust startOffset method spacing side
	offset gradientUnits gradientTransform spreadMethod patternUnits patternContentUnits patternTransform
	clipPathUnits maskUnits maskContentUnits mask-type markerUnits markerWidth markerHeight refX refY orient
	filterUnits primitiveUnits in in2 result mode type values operator k1 k2 k3 k4 order kernelMatrix divisor bias targetX targetY
	edgeMode preserveAlpha surfaceScale diffuseConstant specularConstant specularExponent kernelUnitLength scale
	xChannelSelector yChannelSelector azimuth elevation limitingConeAngle pointsAtX pointsAtY pointsAtZ z
	stdDeviation radius baseFrequency numOctaves seed stitchTiles tableValues slope intercept amplitude exponent
	alignment-baseline baseline-shift clip clip-path clip-rule color color-interpolation color-interpolation-filters color-rendering
	direction display dominant-baseline enable-background fill fill-opacity fill-rule filter flood-color flood-opacity font font-family
	font-size font-size-adjust font-stretch font-style font-variant font-weight font-kerning glyph-orientation-horizontal
	glyph-orientation-vertical image-rendering isolation kerning letter-spacing lighting-color marker marker-end marker-mid marker-start
	mask mix-blend-mode opacity overflow paint-order shape-rendering stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset
	stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width text-anchor text-decoration text-rendering
	transform-origin unicode-bidi vector-effect visibility white-space word-spacing writing-mode
	requiredFeatures requiredExtensions systemLanguage baseProfile media`)

// whyNot says of what is left out what to do instead, by element or by the first two
// letters of an attribute.
var whyNot = map[string]string{
	"script":           "A drawing runs no program.",
	"on":               "A drawing runs no program.",
	"foreignObject":    "Draw it with elements of SVG, or write it in the text.",
	"image":            "Draw it, or show the picture by itself: ![What it shows](picture.png).",
	"feImage":          "Draw it, or show the picture by itself: ![What it shows](picture.png).",
	"animate":          "Readers cannot stop what moves.",
	"animateTransform": "Readers cannot stop what moves.",
	"animateMotion":    "Readers cannot stop what moves.",
	"set":              "Readers cannot stop what moves.",
}

func setOf(names string) map[string]bool {
	set := map[string]bool{}
	for _, n := range strings.Fields(names) {
		set[n] = true
	}
	return set
}
