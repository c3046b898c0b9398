#pragma once

#include "gateway/domain/carried.hpp"
#include "gateway/domain/error.hpp"
#include "gateway/domain/money.hpp"
#include "gateway/infra/json/value.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace clearing::national_format {

/// Everything wrong with a message, gathered before it is refused: the caller corrects all of it at once.
class Faults {
public:
    void add(ErrorCode code, std::string path) { faults_.push_back({code, std::move(path)}); }
    bool any() const { return !faults_.empty(); }

    /// The lowest code found, with every field it concerns; faults of other codes stand in the detail, 50 of them, with
    /// the number of the rest.
    Error to_error() const;

private:
    struct Fault {
        ErrorCode code;
        std::string path;
    };
    std::vector<Fault> faults_;
};

enum class Need : std::uint8_t {
    optional,
    required,
    across_regions,  ///< required when the two divisions are of different cities (interface/README, Behaviour)
};

enum class Shape : std::uint8_t {
    text,
    time,    ///< yyyy-MM-dd HH:mm:ss or yyyy-MM-dd
    code,    ///< an id or a code as a peer answers it: blanks around it are padding of its columns
    number,  ///< a decimal that is not ours to calculate with: kept as text, written as a number
};

/// What a field of an answer may be without making the answer unreadable. What an answer tells has happened, and a
/// question repeats the same words: only ids, amounts and codes that decide something are worth a doubt.
enum class Tolerance : std::uint8_t {
    none,   ///< what is wrong with it is a fault: requests, and whatever decides
    carry,  ///< other spellings of a time are understood; what cannot be read is left to be carried as it came
    cut,    ///< the same, and a longer text is read as far as it fits (prose, and divisions, whose beginning is one)
};

/// What a table says of one field.
struct FieldRule {
    std::string_view name;
    std::size_t length = 50;  ///< in characters
    Need need = Need::optional;
    Shape shape = Shape::text;
    std::array<std::string_view, 3> aliases{};  ///< other names seen in real traffic
    Tolerance tolerance = Tolerance::none;
};

enum class Sign : std::uint8_t { not_negative, any };

/// One object of a message while it is read: knows its path, notes faults, remembers what was taken. Reading is
/// tolerant as interface/README says: strings for numbers, numbers for strings, null, "", "null" and missing alike.
class Node {
public:
    /// `value` may be null (the object is missing).
    Node(const json::Value* value, std::string name, std::string path, Faults& faults, bool across_regions);

    bool exists() const { return object_ != nullptr; }
    /// Is every member absent? Platforms write such rows where there is none.
    bool says_nothing() const;
    const std::string& path() const { return path_; }
    std::string path_of(std::string_view field) const { return path_ + "." + std::string(field); }
    void fault(ErrorCode code, std::string_view field) { faults_->add(code, path_of(field)); }

    /// The value of a field, or nothing when it is absent in any of its shapes. Taken fields are not carried.
    const json::Value* take(std::string_view name);

    /// Each leaves `into` alone and answers false when the field is absent or faulty.
    bool read_text(const FieldRule& rule, std::string& into);
    bool read_money(const FieldRule& rule, Money& into, Sign sign);
    /// To be cut: a decimal's seventh and further places.
    bool read_decimal(const FieldRule& rule, Decimal& into, Sign sign);
    /// "1" and "0", as text, number or boolean.
    bool read_flag(const FieldRule& rule, bool& into);

    /// An object; a list of one counts as the object.
    Node child(std::string_view name, Need need);
    /// An array of objects; a lone object counts as an array of one.
    std::vector<Node> rows(std::string_view name, Need need);

    /// What was not taken, under this node's name.
    void carry_rest(Carried& into) const;

private:
    const json::Member* take_member(std::string_view name);
    const json::Member* take_by_rule(const FieldRule& rule);
    void refuse(const FieldRule& rule, ErrorCode code, const json::Member& member);
    bool is_required(Need need) const {
        return need == Need::required || (need == Need::across_regions && across_regions_);
    }

    const json::Object* object_ = nullptr;
    std::string name_, path_;
    Faults* faults_;
    bool across_regions_;
    std::set<std::string_view> taken_;
};

/// Absent on the wire in four shapes.
bool is_absent(const json::Value& value);
/// A string, or a number's text. Nothing for other types.
std::optional<std::string> as_text(const json::Value& value);
/// A time as the format writes it, of the spellings that peers use beside it: "2021-8-27 9:58:41.0", "2021/08/27",
/// "20210827095841". Nothing: none of them, or no time of the calendar.
std::optional<std::string> understood_time(const std::string& text);
/// At most so many bytes of a UTF-8 text, cut between characters.
std::string shortened(std::string text, std::size_t bytes);

}  // namespace clearing::national_format
