"""The demo village in English: its sentences translated, its names of people romanised."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import msgspec

from yigong.store.demo.english_requests import REQUEST_TEXTS
from yigong.store.people import pinyin
from yigong.store.storage.book import Actor

Said = TypeVar("Said", bound=msgspec.Struct)
Wording = Callable[[str], str]
"""What is said in the demo for a Chinese text of it; of what is no text, such as a date, itself."""

_TEXTS: Mapping[str, str] = {
    "青山村": "Qingshan Village",
    "青山村志愿服务队": "Qingshan Village Volunteers",
    "东门": "East Gate", "西门": "West Gate", "礼堂": "Hall",
    # Groups and tags are words without blanks: the settings list them so.
    "老村民": "long-time", "新村民": "newcomer", "党员": "party-member",
    "一组": "Upper", "二组": "Lower", "三组": "Mill",
    "四组": "Bridge", "五组": "Orchard", "六组": "Hill",
    "母亲": "mother", "父亲": "father",
    "会木工": "does carpentry", "会竹编": "weaves bamboo", "有皮卡，可拉料": "has a pickup truck",
    "会急救": "first aider", "会拍照": "takes photographs", "英语好": "speaks English well",
    "晕车": "gets carsick", "周末才在村里": "here at weekends only",
    "修葺队": "Repairs", "清理队": "Clean-up", "手工编织队": "Weavers",
    "修老屋、补围墙、换瓦片，整修村道和公共座椅":
        "Repairs old houses, walls and roofs, lanes and public benches",
    "清溪道、捡垃圾、垃圾分类巡检，照看公共空间":
        "Cleans the stream, collects litter, looks after public places",
    "竹编、草编和毛线编织，教孩子，也教新村民":
        "Weaves bamboo, straw and wool; teaches children and new villagers",
    "义诊": "Clinic", "诊": "K", "培训": "Drill", "训": "T",
    "文化礼堂前广场": "Square at the Culture Hall", "文化礼堂": "Culture Hall",
    "文化礼堂二楼": "Culture Hall, first floor", "文化礼堂一楼": "Culture Hall, ground floor",
    "村委会会议室": "Village council room", "梯田番薯地": "Terraced sweet-potato fields",
    "中街老屋": "Old house in Middle Street", "后山板栗林": "Chestnut grove on the back hill",
    "龙坞溪桥头": "Longwu stream bridge", "村口上车": "Bus at the village gate",
    "人才会客厅": "Guest House", "书吧": "Book bar", "会客厅会议室": "Guest House meeting room",
    "百橙号·西游技": "Orange bus to the old street", "百橙号大巴": "Orange bus",
    "未来科技城": "Future City", "溪口": "Creek Mouth",
    "上午逛溪口老街，下午做柿饼。请带水杯。":
        "The old street in the morning, dried persimmons in the afternoon. Bring a cup.",
    "七座小客车": "Seven-seat van", "消杀": "disinfection",
    "桌椅用完归位，厨房另约。": "Put tables and chairs back; the kitchen is asked for apart.",
    "读书会": "Reading circle", "夜校": "Evening school", "英语角": "English corner",
    "乐跑团集合": "Runners meet", "茶叙": "Tea talk", "棋友会": "Chess friends",
    "招聘面试": "Job interviews", "家长会": "Parents meeting", "创业沙龙": "Founders salon",
    "民乐排练": "Folk music rehearsal", "送货进城": "Goods to town",
    "街道来访": "Visit of the town",
    "街道临时通知，与读书会错开座位": "Told at short notice; sits apart from the reading circle",
    "金婚宴": "Golden wedding", "瑜伽课": "Yoga class", "年货市集筹备": "New Year market planning",
    "当天检修电路": "The wiring is repaired that day",
    "村民义务日": "Village duty day",
    "自带手套和水杯，工具在仓库领。": "Bring gloves and a cup; tools are in the store.",
    "手工编织课堂": "Weaving class",
    "材料由手工编织队准备，孩子可以一起来。": "The weavers bring the material; children may come.",
    "村民议事会": "Village council",
    "议题提前三天贴在公告栏。": "The agenda is on the board three days before.",
    "番薯丰收节": "Sweet potato festival",
    "停车": "Parking", "编织摊位": "Weaving stall", "烤番薯": "Roasting", "收场": "Clearing away",
    "引导": "Welcome", "茶歇": "Tea break",
    "村口路边，留出消防通道": "At the roadside by the gate; keep the fire lane free",
    "挖番薯、烤番薯、编篮子，全家都来。":
        "Dig and roast sweet potatoes, weave baskets: for all the family.",
    "四季赋能": "Four seasons", "春规": "Spring plan", "夏实": "Summer practice",
    "秋收": "Autumn review", "冬训": "Winter drill",
    "一年之计、边做边学、看成果、练本领；每位学员两位导师。":
        "Plan the year, learn by doing, look back, train; two mentors for each.",
    "月月有亮点": "Every month a theme", "春联": "Couplets", "灯会": "Lanterns", "植树": "Trees",
    "清溪": "The stream", "采茶": "Tea", "下田": "The fields", "夜课": "Evening classes",
    "纳凉": "Cool evenings", "板栗": "Chestnuts", "重阳": "Double Ninth", "丰收": "Harvest",
    "急救": "First aid",
    "四季赋能·春规": "Four seasons: spring plan", "四季赋能·夏实": "Four seasons: summer practice",
    "四季赋能·秋收": "Four seasons: autumn review", "四季赋能·冬训": "Four seasons: winter drill",
    "一年之计：各队一起定下全年的活动和认领的事。":
        "All squads plan the year and take on what is to be done.",
    "下田、下溪、进老屋，边做边学。": "Learning by doing: fields, stream, old houses.",
    "看一年做成了什么，晒收成，分享手艺。": "What was done this year, and crafts to share.",
    "急救、用电、工具保养和登记册，一天学完。":
        "First aid, electricity, care of tools and registers, all in a day.",
    "老屋修葺": "Old house repairs",
    "板栗采摘": "Chestnut picking", "按天计酬，带水壶和手套。":
        "Paid by the day; bring water and gloves.",
    "清溪巡护": "Stream patrol", "写春联送祝福": "Spring couplets",
    "重阳敬老出行": "Double Ninth outing",
    "陪老人去径山，大巴一辆，中饭带上。": "To Jingshan with the elderly by coach; bring lunch.",
    "糖尿病讲座与义诊": "Diabetes talk and clinic",
    "量血压、测血糖，带上正在吃的药。":
        "Blood pressure and sugar; bring the medicine that you take.",
    "冬日义务日": "Winter duty day", "扫雪防冻、整修水管、给老人家送柴。":
        "Snow, frozen pipes, firewood for the elderly.",
    "春耕义务日": "Spring duty day", "翻地、育苗、清沟渠，收工一起吃饭。":
        "Digging, seedlings, ditches; a meal together afterwards.",
    "清夏义务日": "Summer duty day", "清溪道、割草、检修老屋的排水。":
        "The stream, mowing, gutters of old houses.",
    "秋收义务日": "Harvest duty day", "收稻、挖番薯、整地，收工一起吃饭。":
        "Rice, sweet potatoes, the fields; a meal together afterwards.",
    "老师外出交流，停课一次": "The teacher is away",
    "忘了签到，队长证明": "forgot to check in, says the squad leader",
    "直接去了工地，没经过签到台": "went straight to the site",
    "手机没电，事后补登": "no phone, written in afterwards",
    "先去仓库搬工具，漏签": "fetched the tools first",
    "前一天在家备料": "prepared material at home",
    "提前一晚修好工具": "mended tools the evening before",
    "在家做了宣传牌": "made signs at home", "会前整理名单、打印签到表": "prepared lists and sheets",
    "清了两段溪道，工具已归库": "Two stretches of stream are clean, tools are back",
    "围墙补完，余下的瓦片下月再铺": "The wall is done, the roof follows next month",
    "人手够，提前半小时收工": "Many hands: done half an hour early",
    "老少都来了，番薯分给了十二户老人": "Young and old came; twelve elderly got potatoes",
    "编篮子最受欢迎，明年多备竹片": "Baskets were liked best; more bamboo next year",
    "教了平编，学员自带一只成品回家": "Plain weave; everybody took a piece home",
    "来了三位新手，材料刚好": "Three beginners; the material was just enough",
    "急救和用电都练了一遍，人人过关": "First aid and electricity, all have passed",
    "一路平安，老人都送到家门口": "A safe trip; all were brought to their doors",
    "议定三件事，已贴公告栏": "Three things decided, on the board",
    "到会过半，认领下月任务": "Over half came and took on next month's tasks",
    "做完的都送到了各户": "What was made was brought to the houses",
    "顺利完成，照片已存": "Went well; the photographs are kept",
    **REQUEST_TEXTS,
}  # fmt: skip


def wording(language: str) -> Wording:
    """What the demo says in a language: English, else its own Chinese."""
    return in_english if language == "en" else str


def in_english(text: str) -> str:
    """A text of the demo in English; a Chinese one that is not known is a person's name."""
    if text in _TEXTS:
        return _TEXTS[text]
    title, _blank, year = text.rpartition(" ")
    if year.isdecimal() and title in _TEXTS:
        return f"{_TEXTS[title]} {year}"
    if home := re.fullmatch(r"(.组)(\d+)号", text):
        return f"{_TEXTS[home[1]]} {home[2]}"
    return _romanised(text) if re.fullmatch(r"[\u4e00-\u9fff]{2,4}", text) else text


def _romanised(name: str) -> str:
    """A person's name: 欧阳晓晨 is Ouyang Xiaochen."""
    syllables = pinyin.likely_reading(name).split()
    surname = 2 if len(name) > 2 and pinyin.is_compound(name[:2]) else 1
    parts = syllables[:surname], syllables[surname:]
    return " ".join("".join(part).capitalize() for part in parts)


def reworded(record: Said, say: Wording) -> Said:
    """A record with all its texts as they are said.

    Args:
        record: The record, in Chinese.
        say: The wording.
    """
    return msgspec.convert(_said(msgspec.to_builtins(record), say), type(record))


def _said(value: Any, say: Wording) -> Any:
    if isinstance(value, dict):
        return {key: _said(part, say) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_said(part, say) for part in value]
    return say(value) if isinstance(value, str) else value


def said_actor(actor: Actor, say: Wording) -> Actor:
    """An organiser at a desk, with both names as they are said."""
    return Actor(say(actor.by), say(actor.desk))
