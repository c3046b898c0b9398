#include "gateway/infra/postgres/voucher_book.hpp"

#include "gateway/infra/postgres/voucher_rows.hpp"

namespace clearing::postgres {
namespace {

constexpr Write post_voucher{"voucher.post", Commit::alone};

constexpr Sql vouchers_of_day{"vouchers_of_day", R"sql(
    SELECT id FROM voucher WHERE id IN (
        SELECT voucher FROM transfer
        WHERE platform = $1 AND counterparty = $2 AND direction = $3 AND clearing_day = $4 AND voucher <> '')
    ORDER BY voucher_no)sql"};

}  // namespace

awaitable<Result<PostedVoucher>> VoucherBook::post(Voucher voucher) {
    auto work = [voucher = std::move(voucher)](Session& session) { return write_voucher(session, voucher); };
    return pool_.write_repeatable(post_voucher, std::move(work));
}

awaitable<Result<std::optional<PostedVoucher>>> VoucherBook::find(std::string id) {
    auto work = [id = std::move(id)](Session& session) -> Result<std::optional<PostedVoucher>> {
        return find_voucher(session, id);
    };
    return pool_.read(std::move(work));
}

awaitable<Result<std::vector<PostedVoucher>>> VoucherBook::of_day(DayKey key) {
    auto work = [key = std::move(key)](Session& session) -> Result<std::vector<PostedVoucher>> {
        std::vector<PostedVoucher> found;
        for (const Row& row :
             session.run(vouchers_of_day, {key.platform, key.counterparty, name_of(key.direction), key.day}))
            found.push_back(find_voucher(session, row.text("id")).value());
        return found;
    };
    return pool_.read(std::move(work));
}

}  // namespace clearing::postgres
