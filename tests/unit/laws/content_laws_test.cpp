#include "gateway/infra/json/value.hpp"
#include "gateway/infra/system/openssl_digest.hpp"
#include "tests/unit/laws/law.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace clearing::laws {

namespace {

using json::Array;
using json::Number;
using json::Object;
using json::Value;

Sha256 digest_of(const Value& value) {
    return system::OpenSslDigest().sha256(json::canonical(value));
}

std::string any_text() {
    return *rc::gen::container<std::string>(rc::gen::element('a', 'b', 'E', '0', '1', '.', '"', '\\', '\n', ' ', ':'));
}

std::string any_number() {
    const auto whole = *rc::gen::inRange(-2000, 2000);
    const auto decimals = *rc::gen::inRange(0, 100);
    return decimals == 0 ? std::to_string(whole) : fmt::format("{}.{:02}", whole, decimals);
}

Value any_value(int depth) {
    switch (*rc::gen::inRange(0, depth > 0 ? 8 : 5)) {
        case 0:
            return Value(any_text());
        case 1:
            return Value(Number{any_number()});
        case 2:
            return Value(any_number());
        case 3:
            return Value(*rc::gen::arbitrary<bool>());
        case 4:
            return Value(nullptr);
        case 5: {
            Array array;
            const int count = *rc::gen::inRange(0, 4);
            for (int i = 0; i < count; ++i)
                array.push_back(any_value(depth - 1));
            return Value(std::move(array));
        }
        default: {
            Value object{Object{}};
            const int count = *rc::gen::inRange(0, 6);
            for (int i = 0; i < count; ++i)
                object.set("k" + std::to_string(*rc::gen::inRange(0, 12)), any_value(depth - 1));
            return object;
        }
    }
}

Value any_document() {
    Value document = any_value(3);
    while (!document.as_object())
        document = Value(Object{{"input", std::move(document)}});
    return document;
}

/// The same number, written otherwise.
Value written_otherwise(const std::string& number) {
    const bool has_point = number.find('.') != std::string::npos;
    const std::string longer = number + (has_point ? "00" : ".0");
    return *rc::gen::arbitrary<bool>() ? Value(Number{longer}) : Value(longer);
}

/// What a text says as a number, if it is one and written plainly.
bool is_plain_number(const std::string& text) {
    const auto parsed = json::parse(text);
    return parsed && parsed->as_number() && text.find_first_of("eE \n") == std::string::npos;
}

/// A document that means the same: members in another order, what says nothing in another shape, numbers otherwise.
Value said_otherwise(const Value& value) {
    if (const auto* number = value.as_number()) return written_otherwise(number->text);
    if (const auto* text = value.as_string(); text && is_plain_number(*text)) return written_otherwise(*text);
    if (const auto* array = value.as_array()) {
        Array copy;
        for (const Value& element : *array)
            copy.push_back(said_otherwise(element));
        return Value(std::move(copy));
    }
    const auto* object = value.as_object();
    if (!object) return value;
    Object copy;
    for (const auto& [key, member] : *object) {
        const bool says_nothing = member.is_null() || (member.as_string() && member.as_string()->empty());
        if (!says_nothing)
            copy.emplace_back(key, said_otherwise(member));
        else if (*rc::gen::arbitrary<bool>())
            copy.emplace_back(key, *rc::gen::element<Value>(Value(nullptr), Value(""), Value("null")));
    }
    for (std::size_t i = 0; i + 1 < copy.size(); ++i)
        std::swap(copy[i], copy[*rc::gen::inRange(i, copy.size())]);
    if (*rc::gen::arbitrary<bool>()) copy.emplace_back("zz", Value(nullptr));
    return Value(std::move(copy));
}

/// Every leaf that says something.
void collect_leaves(Value& value, std::vector<Value*>& leaves) {
    if (auto* array = value.as_array())
        for (Value& element : *array)
            collect_leaves(element, leaves);
    else if (auto* object = value.as_object())
        for (auto& [key, member] : *object)
            collect_leaves(member, leaves);
    else
        leaves.push_back(&value);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(content)

BOOST_AUTO_TEST_CASE(the_same_content_said_otherwise_has_the_same_digest) {
    holds("order, shape of nothing, decimals", [] {
        const Value document = any_document();
        const Value other = said_otherwise(document);
        RC_ASSERT(json::equivalent(document, other));
        RC_ASSERT(digest_of(document) == digest_of(other));
    });
}

BOOST_AUTO_TEST_CASE(any_other_change_has_another_digest) {
    holds("a leaf that says something else", [] {
        Value document = any_document();
        document.set("k0", "one leaf at least");
        const Sha256 before = digest_of(document);
        std::vector<Value*> leaves;
        collect_leaves(document, leaves);
        Value& leaf = *leaves[*rc::gen::inRange<std::size_t>(0, leaves.size())];
        const Value old = leaf;
        leaf = *rc::gen::element<Value>(Value("something else"), Value(Number{"123456.78"}), Value(Number{"98765.4"}));
        RC_ASSERT(digest_of(document) != before);
        leaf = old;
        RC_ASSERT(digest_of(document) == before);
    });
    holds("a further member", [] {
        Value document = any_document();
        const Sha256 before = digest_of(document);
        document.set("a key of its own", *rc::gen::element<Value>(Value("x"), Value(0), Value(false)));
        RC_ASSERT(digest_of(document) != before);
    });
}

BOOST_AUTO_TEST_CASE(what_is_written_is_read_back) {
    holds("parse(write(v)) = v", [] {
        const Value document = any_document();
        const auto read = json::parse(json::write(document));
        RC_ASSERT(read.has_value());
        RC_ASSERT(*read == document);
    });
    holds("the canonical text is canonical", [] {
        const Value document = any_document();
        const auto read = json::parse(json::canonical(document));
        RC_ASSERT(read.has_value());
        RC_ASSERT(json::canonical(*read) == json::canonical(document));
    });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::laws
