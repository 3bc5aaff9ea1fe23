// Command ethereum uses github.com/ethereum/go-ethereum as an ordinary program does.
package main

import (
	"context"
	"fmt"
	"log"
	"math/big"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/ethereum/go-ethereum/ethdb/memorydb"
	"github.com/ethereum/go-ethereum/rlp"
)

func main() {
	key, err := crypto.GenerateKey()
	if err != nil {
		log.Fatal(err)
	}
	from := crypto.PubkeyToAddress(key.PublicKey)
	to := common.HexToAddress("0x0000000000000000000000000000000000000001")
	tx := types.NewTx(&types.DynamicFeeTx{
		ChainID: big.NewInt(1), Nonce: 1, Gas: 21000, To: &to,
		GasFeeCap: big.NewInt(2), GasTipCap: big.NewInt(1), Value: big.NewInt(7),
	})
	signed, err := types.SignTx(tx, types.LatestSignerForChainID(big.NewInt(1)), key)
	if err != nil {
		log.Fatal(err)
	}
	encoded, err := rlp.EncodeToBytes(signed)
	fmt.Println(len(encoded), err, from, signed.Hash())
	db := memorydb.New()
	_ = db.Put(signed.Hash().Bytes(), encoded)
	u256, _ := abi.NewType("uint256", "", nil)
	packed, _ := abi.Arguments{{Type: u256}}.Pack(big.NewInt(9))
	fmt.Println(common.Bytes2Hex(packed))
	if client, err := ethclient.Dial("http://127.0.0.1:8545"); err == nil {
		n, err := client.BlockNumber(context.Background())
		fmt.Println(n, err)
	}
}
