#pragma once

#include "adapters/national_format/node.hpp"
#include "gateway/domain/strong_text.hpp"

#include <set>
#include <span>
#include <string>
#include <string_view>

namespace clearing::national_format {

// Tables of fields: one row binds a wire name to a member, for reading and for writing alike.

template <class T>
struct TextField {
    FieldRule rule;
    std::string& (*member)(T&);
};

template <class T>
struct MoneyField {
    FieldRule rule;
    Money& (*member)(T&);
};

template <class>
struct OwnerOf;
template <class Owner, class Member>
struct OwnerOf<Member Owner::*> {
    using Type = Owner;
};

template <auto First, auto... Rest>
auto& member_of(auto& object) {
    if constexpr (sizeof...(Rest) == 0)
        return object.*First;
    else
        return member_of<Rest...>(object.*First);
}

inline std::string& text_in(std::string& text) {
    return text;
}
template <class Meaning>
std::string& text_in(StrongText<Meaning>& id) {
    return id.text;
}

/// text<&Claim::person, &Person::number>
template <auto First, auto... Rest>
inline constexpr auto text = +[](typename OwnerOf<decltype(First)>::Type& object) -> std::string& {
    return text_in(member_of<First, Rest...>(object));
};

/// money<&Claim::total>
template <auto First, auto... Rest>
inline constexpr auto money =
    +[](typename OwnerOf<decltype(First)>::Type& object) -> Money& { return member_of<First, Rest...>(object); };

template <class T>
void read_texts(Node& node, std::span<const TextField<T>> table, T& into) {
    for (const TextField<T>& field : table)
        node.read_text(field.rule, field.member(into));
}

/// Answers the wire names of the amounts that were there.
template <class T>
std::vector<std::string> read_amounts(Node& node, std::span<const MoneyField<T>> table, T& into, Sign sign) {
    std::vector<std::string> present;
    for (const MoneyField<T>& field : table)
        if (node.read_money(field.rule, field.member(into), sign)) present.emplace_back(field.rule.name);
    return present;
}

/// Empty texts are left out.
void write_text(json::Value& node, std::string_view name, const std::string& text, Shape shape = Shape::text);
/// Always a number with two decimals.
void write_money(json::Value& node, std::string_view name, Money amount);
void write_decimal(json::Value& node, std::string_view name, Decimal decimal);

template <class T>
void write_texts(json::Value& node, std::span<const TextField<T>> table, const T& from) {
    // The accessors are made for reading; here nothing is written through them.
    for (const TextField<T>& field : table)
        write_text(node, field.rule.name, field.member(const_cast<T&>(from)), field.rule.shape);
}

/// Adds members to an object, each name once: the first stays. It keeps the names beside the object, which would look
/// through all of its members for every one that a sender chose to send.
class MemberAdder {
public:
    /// Null becomes an object with its first member. Precondition: null or object; outlives this.
    explicit MemberAdder(json::Value& object);

    bool has(std::string_view name) const { return names_.contains(name); }
    void add(const std::string& name, json::Value value);

private:
    json::Value& object_;
    std::set<std::string, std::less<>> names_;
};

/// The carried members of this node, those left out whose names are set already.
void write_carried(json::Value& node, std::string_view name, const Carried& carried);

/// An object even when nothing was set in it.
json::Value empty_object();

}  // namespace clearing::national_format
