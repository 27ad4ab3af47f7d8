"""By which words it is told what somebody wants who writes: data, all languages looked for at once.

Words of alphabets stand between word boundaries; Chinese and Korean have none.
"""

from __future__ import annotations

import re
from typing import Final


def _any(alphabetic: str, *others: str) -> re.Pattern[str]:
    return re.compile("|".join((rf"\b(?:{alphabetic})", *others)))


# Something is wrong, or something is asked for.
TROUBLE: Final = _any(
    r"stuck|pending|missing|locked|frozen|froze|hacked|stolen|failed|refused|rejected|sos\b"
    "|help me|need (?:some )?help|(?:please|pls) help|help (?:please|pls|needed|with)"
    "|(?:you|anyone|someone|anybody|somebody) help|can'?t|cannot|could ?n'?t|won'?t"
    "|does ?n'?t|did ?n'?t|has ?n'?t|have ?n'?t|is ?n'?t working"
    r"|not (?:arriv|work|receiv|credit|show|load|process)\w*"
    r"|never (?:arriv|receiv|credit|got)\w*|no (?:answer|reply|response|access)"
    "|still (?:waiting|no|not)|without my|where(?:'s| is| are)|how (?:do|can|to|long)"
    r"|lost (?:my|access)|errors?\b|wrong (?:network|address|memo)|ayuda"
    r"|no (?:puedo|llega|ha llegado|me deja|funciona|recib\w*|aparece)|bloquead\w+"
    r"|atascad\w+|pendiente|perd[ií]|robad\w+|hackead\w+|d[oó]nde (?:est[aá]|qued[oó])"
    r"|c[oó]mo (?:puedo|hago)|sigo esperando|sin respuesta|rechazad\w+|congelad\w+|error\b",
    "帮帮|帮我|帮忙|求助|求帮|没到|未到|不到账|没有到|收不到|卡住|冻结|锁定|登不上|登录不了|无法",
    "不能|被盗|丢了|失败|怎么|为什么|在哪|多久|处理中|没人回|找不回|提不了|充错|转错",
    "도와 ?(?:주세|줘|주실)|도움이? ?(?:필요|요청)|안 ?(?:들어|와|왔|돼|되|됩|보이)"
    "|못 ?(?:받|하|들어)|멈췄|막혔|잠겼|동결|해킹|도난|분실",
    "실패|어떻게|어디|언제|왜|오류|에러|기다리|답(?:변|장)이 없",
)
# They find fault with us.
COMPLAINT: Final = _any(
    r"(?:you|u) (?:are|r) (?:thiev|scamm|liar|crook)\w*|thie(?:f|ves)"
    "|steal(?:ing)? (?:my|our|from)|you stole"
    "|(?:exchange|company|site|platform|app) is (?:a )?scam|scam exchange|total scam|worst"
    r"|terrible|horrible|awful|disgust\w+|unaccept\w+|ridiculous|outrag\w+|useless|pathetic"
    r"|a joke\b|shame on|complain\w*|lawyer|sue you|report you|never again|fed up"
    "|disappointed|stay away|avoid (?:this|them)|estafa(?:dores)?|ladrones|verg[uü]enza"
    r"|p[eé]sim\w+|inaceptable|queja|reclamo|denunciar|abogado|horrible|decepcionad\w+"
    "|nunca m[aá]s",
    "投诉|骗子公司|黑平台|太差|垃圾|差劲|无良|维权|曝光|律师|失望|不负责|忽悠|坑人|割韭菜",
    "불만|항의|최악|사기 ?거래소|먹튀|어이없|실망|고소|변호사|쓰레기|짜증|화가|책임지",
)
# They would like something to be there.
WISH: Final = _any(
    "(?:please|pls|plz) (?:add|list|support|bring|make|consider)"
    "|would be (?:nice|great|good|cool)|(?:i|we) wish|wish you|feature request|suggestion"
    "|it'?d be (?:nice|great|good)|when will you (?:add|list|support)"
    "|you should (?:add|list|support)|love to see|a[ñn]adan|agreguen"
    "|estar[ií]a (?:bien|genial)|sugerencia|me gustar[ií]a que",
    "建议|希望(?:能|可以|增加|支持|上线)|能不能(?:加|增加|支持|上)|请上(?:线|架)|求上",
    "추가해|상장해|지원해 ?주|있으면 좋|건의|제안|바랍니다|해 ?주시면 좋",
)
# They are pleased.
PRAISE: Final = _any(
    r"thanks?\b|thank you|thx\b|great (?:job|work|support|service|app|team|exchange|update)"
    "|love (?:this|your|the|it)|awesome|amazing|excellent|well done|kudos"
    r"|best (?:exchange|support|app)|congrat\w*|good job|keep it up|fantastic|brilliant"
    r"|impress\w+|gracias|excelente|genial|felicidades|buen (?:trabajo|servicio)|el mejor"
    "|incre[ií]ble",
    "谢谢|感谢|太棒|真棒|很好用|好评|点赞|给力|厉害|恭喜|优秀",
    "감사|고마|최고|좋아요|훌륭|대박|축하|칭찬|편리|잘 쓰고",
)
# They sell something, or lure to somewhere else.
OFFER: Final = _any(
    "join (?:our|my|the|us)|dm (?:me|us|him|her)"
    "|(?:contact|message|text|inbox|write|reach out to) (?:@|me|him|her|us|this)"
    "|recovered my|helped me (?:recover|get)|recovery (?:expert|agent|hacker)|guaranteed"
    "|double your|giveaway|airdrop|claim (?:your|now|free)|free (?:usdt|btc|eth|crypto)"
    r"|(?:sign ?up|register) (?:with|using|via) my|referral|promo code|signals?\b|100x|1000x"
    r"|presale|follow (?:me|us|back)|check (?:my|our) (?:bio|profile|channel)|earn \$?\d+"
    "|[uú]nete|escr[ií]beme|recuper[oó] mi|ganancias|sorteo|gratis|c[oó]digo de referido",
    "加群|加微信|私信我|进群|带单|返佣|免费领|空投|稳赚|翻倍|邀请码|代充|回收",
    "오픈채팅|리딩방|단톡방|디엠|수익 ?보장|무료 ?나눔|에어드랍|추천인|가입 ?링크|입장하세요",
)
# They ask whether something is genuine: what they quote is not theirs.
DOUBT: Final = _any(
    "is (?:it|this|that) (?:real|legit|genuine|true|fake|from you|you|a scam|official)"
    "|(?:got|received|seen|saw) (?:a|an|this) (?:message|mail|email|call|text|link|dm|post)"
    "|real or (?:fake|scam)|es (?:real|oficial|verdad|una estafa)|recib[ií] un",
    "是(?:真的|官方|你们)|真的假的|是不是(?:官方|骗)|收到(?:一条|一封|短信|邮件)",
    "진짜(?:인가|예요|에요|야)|공식(?:인가|이에요|이야|맞)|사기(?:인가|예요|인지)|문자(?:를|가) 받",
)
# They talk of markets with others, and name us by the way.
TALK: Final = _any(
    r"bullish|bearish|long(?:ing)?\b|short(?:ing)?\b|breakout|support level|resistance|chart"
    r"|rsi\b|macd|fibonacci|target|entry|take profit|tp\d?\b|sl\b|bull ?run|to the moon|hodl"
    r"|ath\b|pump|dump|gm\b|alcista|bajista|soporte|resistencia|an[aá]lisis",
    r"\$[a-z]{2,6}\b",
    "看涨|看跌|做多|做空|支撑位|阻力位|行情|走势|止盈|牛市|熊市|分析",
    "상승장|하락장|롱|숏|지지선|저항선|차트|시세|익절|분석|불장",
)
# They say themselves that they are new to this.
NOVICE: Final = _any(
    "(?:i'?m|i am|am|we are) (?:a )?(?:new|newbie|noob|beginner|total beginner)"
    r"|new (?:to|here|user)|newbie|noob\b|beginner|first (?:time|deposit|withdrawal|trade)"
    "|just (?:started|signed up|joined)|never (?:done|traded|used|bought)"
    "|soy (?:nuev[oa]|principiante|novat[oa])|principiante|novat[oa]|primera vez"
    "|acabo de (?:empezar|registrarme)",
    "新手|小白|刚注册|第一次|刚开始|初学|不懂",
    "초보|처음|신규 ?가입|방금 ?가입|입문|잘 ?몰라",
)
