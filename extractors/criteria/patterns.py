"""The patterns on codes that several rules share.

What may stand between a count and its predicate, the predicate that the standard is met, a band of criteria.
The codes are those of `extractors.criteria.lexer`.
"""

from __future__ import annotations

import re

# Between a count and its predicate: adverbs, traits, names (also listed after a colon), phrases of place, what
# units registered for (đăng ký xây dựng nông thôn mới, phấn đấu đạt chuẩn năm 2024), and a few unknown words.
# Another verb (B, O) is not among them: what follows it is not said of the count.
GAP = (
    r"(?:y[un]g?(?=[ya])|ym[nug]{0,3}[pT]?Y?(?=y*a[yd]*[tbo]?[NRF])|[yjPWEKL&\"12w]|&U|(?:Q:?|:|i)U?(?=P)"
    r"|,(?=T)|p(?=j)|T(?:[NFR]?[UGT])?)"
)
QUALIFIER = r"(?P<q>[qob]i?)?"
# What the standard is called after its verb: (xã) nông thôn mới nâng cao, danh hiệu này, …/đạt chuẩn, xã đạt …,
# tiêu chí nông thôn mới.
CHAIN = r"(?:[/,]?p?m|i?Um|y?H|[4i]?U?[nu]|[/,p]?U?g|Ua(?=U?[nu])|C(?=U?[nu])|y{0,2}r(?=i?U?[nu]g))*"
MEETS = (
    r"(?P<neg>x)?y*(?P<verb>r(?:[yPpw2]{0,3}(?:m|a(?=[.;,]|$|y*4?U?[nuHg])|a[yd]{0,2}p?C(?=i?U?[nu])))?|m|a(?=y*4?U?[nuHg])|a[yd]{0,2}p?C(?=i?U?[nu]))(?P<chain>"
    + CHAIN
    + ")"
)
# hoàn thành các thủ tục và được công nhận
MEET_TAIL = re.compile(GAP + r"{0,16}?(?:a[pw]{0,4}p(?=y*r))?" + MEETS)
# 9 xã nâng cao, 8/9 huyện nông thôn mới.
NAMED_TAIL = re.compile(r'[yE"]{0,4}(?P<chain>U?ng?|U?gn?)(?![w$ZCIV])')
# từ 10 đến dưới 15 · 15-18 · dưới 5 · 19 · 18/19
BAND = r"(?P<band>t?(?P<low>N)C?Db?(?P<high>N)|[bot]*R|[bot]+N|q?N|t?F)"
BAND_TAIL = re.compile(
    GAP + r'{0,16}?(?P<neg>x?)y*(?:(?P<verb>[am]|[cf]?i)[y"]*[dv]{0,2})?' + BAND
    + r"(?P<c>C?)(?:U?[nu]g?|g)?(?:/N?U)?(?P<dir>[Ll]?)"
)  # fmt: skip
# đạt tiêu chí số 17 · đạt tiêu chí môi trường
CRITERION_TAIL = re.compile(GAP + r"{0,10}?(?P<neg>x?)y*ay*Cs?(?P<n>N)(?![CUG/])")
NAMED_CRITERION_TAIL = re.compile(GAP + r"{0,10}?(?P<neg>x?)y*ay*C[pT]?(?=[wPZ$jyB])")
