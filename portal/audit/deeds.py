"""What the log calls deeds and things: the words of the office for "enterprise.revised"."""

from __future__ import annotations

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist

# The first half of a deed: what it was done to. A house-wide test finds the word that is missing here.
NOUNS: dict[str, str] = {
    "person": "账号",
    "password": "密码",
    "grant": "授权",
    "bureau": "科技局",
    "sign_in": "登录",
    "view": "视图",
    "layout": "列设置",
    "enterprise": "企业",
    "report": "年度报告",
    "certificate": "资质证书",
    "right": "知识产权",
    "compliance": "合规记录",
    "check": "合规核查",
    "merit": "荣誉与平台",
    "member": "企业经办人",
    "assignment": "包联",
    "agency": "服务机构",
    "agency_person": "服务机构人员",
    "mandate": "授权委托",
    "visit": "走访",
    "retention": "高企巩固",
    "intake": "导入",
    "membership": "在库记录",
    "proposal": "入库建议",
    "proposals": "入库建议",
    "ladder": "梯队",
    "tier": "梯级",
    "assessment": "诊断结论",
    "diagnosis": "预诊断",
    "checkup": "科技创新体检",
    "clinic": "企业创新诊所",
    "sorting": "分类办法",
    "submission": "推荐",
    "plan": "一企一策",
    "target": "任务指标",
    "ranking": "排名",
    "draft": "规则草稿",
    "release": "规则版本",
    "window": "年度窗口",
    "job": "作业",
    "notice": "消息",
}

# The second half: what was done.
VERBS: dict[str, str] = {
    "created": "建立",
    "registered": "登记",
    "added": "新增",
    "founded": "设立",
    "given": "给出",
    "made": "建立",
    "loaded": "装入",
    "recorded": "登记",
    "filed": "填报",
    "confirmed": "确认",
    "revised": "修改",
    "stated": "补充登记",
    "attested": "存证",
    "saved": "保存",
    "dropped": "删除",
    "merged": "合并",
    "archived": "归档",
    "restored": "恢复",
    "disabled": "停用",
    "enabled": "恢复",
    "withdrawn": "收回",
    "revoked": "撤销",
    "ended": "结束",
    "left": "退出",
    "lapsed": "登记失效",
    "entered": "新增",
    "decided": "处理",
    "compared": "比对",
    "certified": "固定",
    "set": "下达",
    "changed": "修改",
    "reset": "重置",
    "published": "发布",
    "uploaded": "上传",
    "received": "收到",
    "file_downloaded": "下载结果文件",
    "previewed": "预览",
    "committed": "写入",
    "discarded": "放弃",
    "undone": "撤销",
    "exported": "导出",
    "sent": "发送",
    "read": "查看",
    "started": "发起",
    "retried": "重试",
    "released": "放回",
    "cancelled": "取消",
    "submitted": "提交",
    "returned": "退回",
    "closed": "写明废止日期",
    "cancel_requested": "要求取消",
    "file_cleared": "清除结果文件",
}

# Where verb and noun together would not be what one says.
_WHOLE: dict[str, str] = {
    "person.revised": "修改用户资料",
    "checkup.made": "出具科技创新体检报告",
    "clinic.added": "登记企业创新诊所",
    "plan.drawn_up": "拟定一企一策",
    "plan.signed": "签发一企一策",
    "plan.acknowledged": "企业确认一企一策",
    "plan.noted": "登记一企一策进展",
    "person.signed_in": "登录",
    "person.signed_out": "退出登录",
    "sign_in.failed": "登录未成功",
    "sign_in.locked": "登录被暂停",
    "grant.added": "增加授权",
    "membership.entered": "入库",
    "membership.left": "出库",
    "membership.sorted": "分类入库",
    "submission.made": "登记推荐",
    "submission.settled": "登记推荐结果",
    "sorting.added": "登记分类办法",
    "retention.set": "设定高企巩固标准",
    "job.cancel_requested": "要求取消作业",
    "job.file_cleared": "清除作业结果文件",
    "job.file_downloaded": "下载作业结果文件",
    "log.exported": "导出操作日志",
    "intake.received": "上传导入文件",
    "intake.committed": "确认导入",
    "intake.discarded": "放弃导入",
    "member.left": "企业经办人退出",
    "draft.created": "起草规则",
    "draft.submitted": "提交规则复核",
    "draft.withdrawn": "撤销规则草稿",
    "draft.previewed": "估计规则的影响",
    "release.closed": "规则版本写明废止日期",
    "window.added": "登记年度窗口",
    "notice.read": "查看消息",
    "notice.all_read": "消息全部设为已读",
}

# The filter of the log: a group, and how its deeds begin; what starts with a dot is how they end.
GROUPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "sign_in": ("登录与退出", ("sign_in.", "person.signed_")),
    "refused": ("登录未成功", ("sign_in.",)),
    "people": ("账号与授权", ("person.", "password.", "grant.", "bureau.")),
    "enterprises": (
        "企业资料",
        (
            "enterprise.",
            "report.",
            "certificate.",
            "right.",
            "compliance.",
            "check.",
            "merit.",
            "member.",
            "assignment.",
            "agency",
            "mandate.",
            "visit.",
        ),
    ),
    "imports": ("导入与导出", ("intake.", ".exported", "job.file_downloaded")),
    "pools": (
        "梯队与诊断",
        (
            "membership.",
            "proposal",
            "ladder.",
            "tier.",
            "assessment.",
            "diagnosis.",
            "checkup.",
            "clinic.",
            "plan.",
            "sorting.",
            "submission.",
            "retention.",
        ),
    ),
    "targets": ("任务与排名", ("target.", "ranking.")),
    "rules": ("规则", ("draft.", "release.", "window.")),
    "jobs": ("作业", ("job.",)),
    "views": ("视图与列设置", ("view.", "layout.")),
}

# Words for what entries keep beside a model's own fields.
_FIELDS: dict[str, str] = {
    "role": "角色",
    "region": "辖区",
    "line": "业务线",
    "bureau": "所属科技局",
    "address": "来自",
    "columns": "列",
    "query": "条件",
    "conditions": "条件",
    "count": "条数",
    "valid_from": "生效日期",
    "expires_on": "到期日期",
}


def is_known(deed: str) -> bool:
    """Whether a deed can be said in words."""
    noun, _, verb = deed.partition(".")
    return deed in _WHOLE or (noun in NOUNS and verb in VERBS)


def deed_label(deed: str) -> str:
    """A deed in words, 修改企业; its code when nobody gave it words."""
    if deed in _WHOLE:
        return _WHOLE[deed]
    noun, _, verb = deed.partition(".")
    return f"{VERBS[verb]}{NOUNS[noun]}" if noun in NOUNS and verb in VERBS else deed


def field_label(subject_type: str, name: str) -> str:
    """A field of a thing in words: the model's own, else the common ones, else its name."""
    try:
        field = apps.get_model(subject_type)._meta.get_field(name)
    except (LookupError, ValueError, FieldDoesNotExist):
        return _FIELDS.get(name, name)
    return str(getattr(field, "verbose_name", name))


def role_label(role: str) -> str:
    """A role in words, none for the portal itself; roles stand above the log, so their words are asked for by name."""
    words = dict(apps.get_model("accounts.Grant")._meta.get_field("role").flatchoices)
    return "" if role == "system" else str(words.get(role, role))
