"""What the residents of a demo village ask for, and how it is answered."""

from __future__ import annotations

from typing import NamedTuple


class KnownRequest(NamedTuple):
    """A request that may be made, and the sentence to who asked."""

    topic: str
    text: str
    outcome: str
    squad: int = 0
    """The number of the squad that it is given to; 0: an organiser takes it on."""

    asker: str = ""
    """Who asks, if nobody on the roster."""


KNOWN_REQUESTS = (
    KnownRequest("照明", "楼道灯坏了一周，晚上看不见台阶。", "换了声控灯，当晚就亮了。", 1),
    KnownRequest("照明", "村口到车站的路灯不亮。", "通知供电所，三盏都修好了。", 1),
    KnownRequest("排水", "下雨天巷子积水，自行车过不去。", "清了淤泥，加了一个雨水篦子。", 2),
    KnownRequest("排水", "屋后排水沟堵了。", "清理队疏通，杂草也割了。", 2),
    KnownRequest("道路", "中街石板松了两块，老人容易绊。", "石板重新铺平。", 1),
    KnownRequest("道路", "弯道看不见来车，想装一面镜子。", "装了广角镜。", 1),
    KnownRequest("卫生", "垃圾桶不够，周末满出来。", "加了四只桶，周日多收一次。", 2),
    KnownRequest("卫生", "溪边有人倒建筑垃圾。", "已清走，立了牌子，巡护多走一段。", 2),
    KnownRequest("养老", "独居，想有人每周来看一看。", "排了班，每周三有人上门。"),
    KnownRequest("养老", "想要老人理发上门。", "理发师傅每月第一个周一上门。"),
    KnownRequest("养老", "医保卡不会用手机交费。", "陪着办好了，写了张步骤条。"),
    KnownRequest("托育", "放学后没人带孩子到五点半。", "书吧开了四点半课堂。", 3),
    KnownRequest("托育", "想让孩子学编竹篮。", "周六编织课留了位置。", 3),
    KnownRequest("就业", "想找离家近的零活。", "介绍到采摘队，按天计酬。"),
    KnownRequest("就业", "申请创业补贴找谁？", "约了镇上窗口，材料清单已给。", 0, "某企业"),
    KnownRequest("就业", "想招两名包装工。", "在公告栏和群里发了，招到一名。", 0, "某企业"),
    KnownRequest("办事", "户口迁移要带什么？", "列了清单，陪同去了一次。"),
    KnownRequest("办事", "老宅修缮要不要审批？", "问了村镇办，拍照备案即可。"),
    KnownRequest("停车", "游客车停在晒谷场，收稻没地方晒。", "周末改停学校操场，立了指示牌。", 2),
    KnownRequest("停车", "货车夜里想有地方停。", "桥头空地画了六个车位。", 1, "货车司机"),
    KnownRequest("网络", "后山手机没信号。", "报给运营商，已加装。"),
    KnownRequest("邻里", "隔壁装修太早，孩子睡不好。", "两家坐下来谈了，改九点开工。"),
    KnownRequest("邻里", "狗没牵绳，孩子害怕。", "上门说了，群里也提醒了。"),
    KnownRequest("文化", "想有地方练民乐。", "周五下午礼堂留给民乐队。"),
    KnownRequest("文化", "想借投影放一场露天电影。", "借到了，八月放了两场。"),
    KnownRequest("体育", "篮球架歪了。", "扶正，加了防护垫。", 1),
    KnownRequest("农事", "想学番薯窖藏。", "请老农讲了一课，二十人来听。"),
    KnownRequest("农事", "采茶缺人手。", "义工队帮了两个上午。", 2),
    KnownRequest("农事", "野猪拱了菜地。", "报了林业站，装了声光器。"),
)  # fmt: skip
