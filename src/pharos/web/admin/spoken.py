"""What a brand says in each of its languages, when these change."""

from __future__ import annotations

from typing import Any

Words = dict[str, str]


def said_in(profile: dict[str, Any], languages: list[str]) -> dict[str, Any]:
    """Return the fields with words, for these languages: a new one copies the first there is."""
    found: dict[str, Any] = {"topics": [_topic(topic, languages) for topic in profile["topics"]]}
    if profile.get("notice"):
        found["notice"] = _words(profile["notice"], languages)
    if profile.get("public_reply"):
        found["public_reply"] = _words(profile["public_reply"], languages)
    if policies := profile.get("policies"):
        found["policies"] = [_policy(each, languages) for each in policies]
    looks = profile.get("appearance") or {}
    if looks.get("greetings"):
        found["appearance"] = {**looks, "greetings": _words(looks["greetings"], languages)}
    return found


def _topic(topic: dict[str, Any], languages: list[str]) -> dict[str, Any]:
    questions = [_question(question, languages) for question in topic.get("questions", [])]
    more: dict[str, Any] = {"questions": questions} if questions else {}
    if reasons := topic.get("reasons"):
        more["reasons"] = [
            {**each, "labels": _words(each["labels"], languages)} for each in reasons
        ]
    return {**topic, "labels": _words(topic["labels"], languages), **more}


def _policy(policy: dict[str, Any], languages: list[str]) -> dict[str, Any]:
    told = {name: _words(policy[name], languages) for name in ("notice", "links")}
    return {**policy, **told}


def _question(question: dict[str, Any], languages: list[str]) -> dict[str, Any]:
    choices = [_words(choice, languages) for choice in question.get("choices", [])]
    more = {"choices": choices} if choices else {}
    return {**question, "labels": _words(question["labels"], languages), **more}


def _words(given: Words, languages: list[str]) -> Words:
    first = next(iter(given.values()), "")
    return {tag: given.get(tag, first) for tag in languages}
